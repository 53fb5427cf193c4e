//! How large values would be as bytes. Asked before they are written: what is written has taught the other end names.

use monty_types::{
    CallArgs, MontyObject,
    unstable::{self, MontyGraph, MontyNode},
};

/// A tag, and a length or an index: what any node takes besides its content.
const NODE: usize = 4;
/// An index of a child.
const ID: usize = 4;

#[must_use]
pub fn object_size(value: &MontyObject) -> usize {
    graph_size(unstable::graph_parts(value).0)
}

#[must_use]
pub fn args_size(args: &CallArgs) -> usize {
    graph_size(unstable::call_args_parts(args).0)
}

fn graph_size(graph: &MontyGraph) -> usize {
    graph.nodes().iter().map(node_size).sum()
}

fn node_size(node: &MontyNode) -> usize {
    NODE + match node {
        MontyNode::String(text) | MontyNode::Decimal(text) | MontyNode::Path(text) => text.len(),
        MontyNode::Repr(text) | MontyNode::Cycle(text) => text.len(),
        MontyNode::Bytes(bytes) => bytes.len(),
        MontyNode::BigInt(value) => usize::try_from(value.bits() / 8).unwrap_or(usize::MAX),
        MontyNode::List(ids) | MontyNode::Tuple(ids) | MontyNode::Set(ids) | MontyNode::FrozenSet(ids) => {
            ids.len() * ID
        }
        MontyNode::Dict(entries) => entries.len() * 2 * ID,
        MontyNode::NamedTuple { values, .. } => values.len() * 2 * ID,
        MontyNode::ClassInstance { attrs, .. } | MontyNode::Module { attrs, .. } => attrs.len() * 2 * ID,
        _ => 2 * NODE,
    }
}
