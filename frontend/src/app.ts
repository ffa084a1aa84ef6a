document.documentElement.classList.add("has-js");
