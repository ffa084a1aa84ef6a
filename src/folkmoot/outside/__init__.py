"""Outside: promises to other machines. What is here changes slowly, and says farewell before it goes."""
