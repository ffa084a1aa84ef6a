"""Listen: everybody can publish. One room for each kind of content; the waist they share is commons.content."""
