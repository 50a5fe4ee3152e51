package orders // want "names: a file called"
