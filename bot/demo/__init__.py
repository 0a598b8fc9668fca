"""The demo: invented outlets on loopback, and the main job over them."""
