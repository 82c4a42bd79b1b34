"""Numbers to SVG, on the server: no script, prints, readable without colour."""
