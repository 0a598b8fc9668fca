"""The routes, one file for each part of the page: read, compose, render; nothing is written."""
