// The first file of this tool.
