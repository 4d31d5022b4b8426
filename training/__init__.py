"""Where the numbers in the program come from: scripts that fit them."""
