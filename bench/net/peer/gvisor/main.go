// The services of bench_net on gVisor's netstack, over a tap with plain frames.
//
//	bench_net_gvisor TAP ADDRESS
package main

import (
	"fmt"
	"log"
	"net"
	"os"

	"golang.org/x/sys/unix"
	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/adapters/gonet"
	"gvisor.dev/gvisor/pkg/tcpip/header"
	"gvisor.dev/gvisor/pkg/tcpip/link/fdbased"
	"gvisor.dev/gvisor/pkg/tcpip/link/rawfile"
	"gvisor.dev/gvisor/pkg/tcpip/link/tun"
	"gvisor.dev/gvisor/pkg/tcpip/network/arp"
	"gvisor.dev/gvisor/pkg/tcpip/network/ipv4"
	"gvisor.dev/gvisor/pkg/tcpip/stack"
	"gvisor.dev/gvisor/pkg/tcpip/transport/icmp"
	"gvisor.dev/gvisor/pkg/tcpip/transport/tcp"
	"gvisor.dev/gvisor/pkg/tcpip/transport/udp"
)

const nic = 1

func check(what string, err error) {
	if err != nil {
		log.Fatalf("bench_net_gvisor: %s: %v", what, err)
	}
}

func checkStack(what string, err tcpip.Error) {
	if err != nil {
		log.Fatalf("bench_net_gvisor: %s: %v", what, err)
	}
}

// bring makes a stack with one interface on the tap.
func bring(tap string, address tcpip.Address) *stack.Stack {
	mtu, err := rawfile.GetMTU(tap)
	check("mtu", err)
	fd, err := tun.OpenTAP(tap)
	check("tap", err)
	check("nonblock", unix.SetNonblock(fd, true))
	link, err := fdbased.New(&fdbased.Options{FDs: []int{fd}, MTU: mtu, EthernetHeader: true,
		Address: tcpip.LinkAddress("\x02\x00\x00\x00\x00\x09")})
	check("link", err)
	s := stack.New(stack.Options{
		NetworkProtocols:   []stack.NetworkProtocolFactory{ipv4.NewProtocol, arp.NewProtocol},
		TransportProtocols: []stack.TransportProtocolFactory{tcp.NewProtocol, udp.NewProtocol, icmp.NewProtocol4},
	})
	sack := tcpip.TCPSACKEnabled(true)
	checkStack("sack", s.SetTransportProtocolOption(tcp.ProtocolNumber, &sack))
	cubic := tcpip.CongestionControlOption("cubic")
	checkStack("cubic", s.SetTransportProtocolOption(tcp.ProtocolNumber, &cubic))
	checkStack("nic", s.CreateNIC(nic, link))
	checkStack("address", s.AddProtocolAddress(nic, tcpip.ProtocolAddress{Protocol: ipv4.ProtocolNumber,
		AddressWithPrefix: address.WithPrefix()}, stack.AddressProperties{}))
	s.SetRouteTable([]tcpip.Route{{Destination: header.IPv4EmptySubnet, NIC: nic}})
	return s
}

func echo(c net.Conn) {
	defer c.Close()
	buffer := make([]byte, 64*1024)
	for {
		n, err := c.Read(buffer)
		if err != nil {
			return
		}
		if _, err := c.Write(buffer[:n]); err != nil {
			return
		}
	}
}

func discard(c net.Conn) {
	defer c.Close()
	buffer := make([]byte, 256*1024)
	for {
		if _, err := c.Read(buffer); err != nil {
			return
		}
	}
}

func generate(c net.Conn) {
	defer c.Close()
	buffer := make([]byte, 64*1024)
	for {
		if _, err := c.Write(buffer); err != nil {
			return
		}
	}
}

func serve(s *stack.Stack, address tcpip.FullAddress, handler func(net.Conn)) {
	listener, err := gonet.ListenTCP(s, address, ipv4.ProtocolNumber)
	check("listen", err)
	go func() {
		for {
			c, err := listener.Accept()
			check("accept", err)
			go handler(c)
		}
	}()
}

func serveDatagrams(s *stack.Stack, address tcpip.FullAddress, answer func([]byte) []byte) {
	socket, err := gonet.DialUDP(s, &address, nil, ipv4.ProtocolNumber)
	check("bind", err)
	go func() {
		buffer := make([]byte, 65536)
		for {
			n, from, err := socket.ReadFrom(buffer)
			check("receive", err)
			if reply := answer(buffer[:n]); reply != nil {
				socket.WriteTo(reply, from)
			}
		}
	}()
}

func main() {
	if len(os.Args) != 3 || net.ParseIP(os.Args[2]).To4() == nil {
		log.Fatal("usage: bench_net_gvisor TAP ADDRESS")
	}
	address := tcpip.Address(net.ParseIP(os.Args[2]).To4())
	s := bring(os.Args[1], address)
	at := func(port uint16) tcpip.FullAddress {
		return tcpip.FullAddress{NIC: nic, Addr: address, Port: port}
	}
	serve(s, at(7), echo)
	serve(s, at(9), discard)
	serve(s, at(19), generate)
	received := make(chan int, 1)
	received <- 0
	serveDatagrams(s, at(7), func(b []byte) []byte { return b })
	serveDatagrams(s, at(9), func([]byte) []byte { received <- <-received + 1; return nil })
	serveDatagrams(s, at(11), func([]byte) []byte {
		count := <-received
		received <- 0
		return []byte(fmt.Sprintf("%d %d\n", count, count*18))
	})
	fmt.Println("listening")
	select {}
}
