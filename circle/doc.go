// Package circle describes the service circle of a community: the providers
// around it and what they offer.
package circle
