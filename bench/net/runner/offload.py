#!/usr/bin/env python3
"""Switches the offloads of an interface off, in the namespace it runs in: offload.py INTERFACE (<linux/ethtool.h>)."""
import array
import fcntl
import socket
import struct
import sys

SIOCETHTOOL = 0x8946
SET_CHECKSUM, SET_TSO, SET_GSO, SET_GRO = 0x17, 0x1F, 0x24, 0x2C  # ETHTOOL_STXCSUM, STSO, SGSO, SGRO


def main():
    name = sys.argv[1].encode()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        for command in (SET_TSO, SET_GSO, SET_GRO, SET_CHECKSUM):
            value = array.array("B", struct.pack("II", command, 0))
            fcntl.ioctl(asking, SIOCETHTOOL, struct.pack("16sP16x", name, value.buffer_info()[0]))


main()
