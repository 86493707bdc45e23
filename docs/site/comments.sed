# What doxygen takes for commands and tags in comments.
/\/\/\//{
s/\\([uU])/\\\\\1/g
s/<(float|double)>/\\<\1\\>/g
}
