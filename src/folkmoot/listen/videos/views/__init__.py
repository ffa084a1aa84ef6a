"""Pages of videos: watching, bringing, captioning."""
