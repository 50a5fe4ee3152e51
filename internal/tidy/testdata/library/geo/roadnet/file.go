package roadnet

import (
	_ "log" // want "purity: geo/roadnet may not import log"
	_ "net" // want "purity: geo/roadnet may not import net"
	_ "os"
	_ "os/exec" // want "purity: geo/roadnet may not import os/exec"
)
