fn main() {
    // The engine recurses a thousand levels before it raises a RecursionError; a linker's megabyte of stack is less than that.
    println!("cargo:rustc-link-arg-cdylib=-zstack-size=8388608");
    println!("cargo:rerun-if-changed=build.rs");
}
