# The test functions that skip, or do less, with -short, themselves or through
# what they call, and those named TestHeavy….
/^func / {
	name = $0
	sub(/^func (\([^)]*\) )?/, "", name)
	sub(/[^[:alnum:]_].*/, "", name)
}
{ body[name] = body[name] "\n" $0 }
END {
	for (f in body)
		if (body[f] ~ /testing\.Short\(\)/) short[f]
	do {
		more = 0
		for (f in body)
			if (!(f in short))
				for (s in short)
					if (s !~ /^Test/ && body[f] ~ ("[^[:alnum:]_]" s "\\(")) { short[f]; more = 1; break }
	} while (more)
	for (f in body)
		if (f ~ /^TestHeavy/ || f ~ /^Test/ && f in short) print f
}
