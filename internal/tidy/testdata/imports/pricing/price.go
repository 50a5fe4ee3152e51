package pricing // want "imports: package pricing has no place: add it to order in internal/tidy/layers.go"
