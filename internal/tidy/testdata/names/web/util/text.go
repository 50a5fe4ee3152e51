package util // want "names: a package called" "imports: package web/util has no place"
