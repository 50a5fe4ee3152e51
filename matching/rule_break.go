package matching

// The break rule: a route that ends after the last window of a break has
// closed has taken it, and those before it (due, itinerary.follow).
