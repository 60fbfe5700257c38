#include "rt/xen/bus/event_channel.hpp"

#include "rt/xen/x86_64/hypercall.hpp"

namespace mir::rt {

namespace {

constinit EventPorts domain_ports;

} // namespace

EventPorts& event_ports() { return domain_ports; }

void notify(evtchn_port_t port) {
  evtchn_send request{.port = port};
  hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_send, &request);
}

evtchn_port_t bind_virtual_interrupt(uint32_t number) {
  evtchn_bind_virq request{.virq = number, .vcpu = 0, .port = 0};
  return hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_bind_virq, &request) == 0 ? request.port
                                                                                     : 0;
}

evtchn_port_t make_port_for(domid_t domain) {
  evtchn_alloc_unbound request{.dom = DOMID_SELF, .remote_dom = domain, .port = 0};
  return hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_alloc_unbound, &request) == 0
             ? request.port
             : 0;
}

void close_port(evtchn_port_t port) {
  evtchn_close request{.port = port};
  hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_close, &request);
}

} // namespace mir::rt
