// The first line of this chapter.
