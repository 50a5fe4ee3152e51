// Package web holds the browser apps, built by Vite from app/ into dist/ and
// embedded: the live map, the courier app, the shop's orders, the
// resident's circle and the tracking page.
// It also serves the map's vector tiles and the town's description.
//
// Nothing here comes from another host: no fonts, no glyphs, no scripts. The
// content security policy in policy.txt enforces it.
package web
