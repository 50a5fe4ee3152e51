// Package circle describes the service circle of a community: who lives
// there, the providers around it and what they offer, and what is missing.
//
// Homes finds the dwellings of a city and the door each begins to walk at: the
// compound's gate, else the building itself, which the router takes to the
// nearest foot edge. A Survey brings doors, outlets and walking times together;
// Services lists the providers of every door by walking and by delivery time,
// and Report says for each H3 cell what is missing within 5, 10 and 15 minutes
// and where new outlets would close the most gaps. A Report is written as CSV,
// as GeoJSON and as an SVG map.
//
// Community, Building, Provider and Offering are what an operator sets up:
// where people live and how their doors are reached, who serves them, when,
// where and for what price. None of it holds personal data.
//
// The package is strictly pure. Travel times come in through Walk.
package circle
