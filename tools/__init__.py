"""What builds, releases and checks the three packages; not part of any of them."""
