package geo
