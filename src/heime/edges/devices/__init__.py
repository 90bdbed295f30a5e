"""What meters send over Bluetooth, byte by byte, as hubs hand it on. Pure: no clock, no disk.

The home app has the same parsers (app/src/home/bluetooth); tests hold the two to the same answers.
"""
