// Included after the header of line.mpl; a use of `age` that cannot compile.
void wrong(demo::Person person) { person.age(1); }
