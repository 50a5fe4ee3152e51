package linli // want "imports: package . has no place"
