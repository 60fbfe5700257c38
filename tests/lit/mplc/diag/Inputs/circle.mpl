import "../import-cycle.mpl";
packet circle {
  a: byte;
}
