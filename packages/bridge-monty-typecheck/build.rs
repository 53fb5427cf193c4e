fn main() {
    // The checker recurses with the program's nesting: the default of 1 MiB is overrun, unnoticed, by 2000 parentheses.
    println!("cargo:rustc-link-arg=-zstack-size=67108864");
}
