//! A value arena as bytes. Iterative: how deep a value nests is the guest's choice.

use std::collections::HashMap;

use monty_types::{
    MontyObject,
    unstable::{self, MontyGraph, MontyNode, NodeId},
};
use num_bigint::{BigInt, Sign};

use super::{names::Names, tag, writer::Writer};

/// From this many nodes on, repeated short strings (the keys of a list of dicts) are sent once.
const SHARE_FROM_NODES: usize = 64;
const SHARED_STR_BYTES: usize = 32;

/// Writes one value: its arena and its root.
pub fn write_object(out: &mut Writer, names: &mut Names, value: &MontyObject) {
    let (graph, root) = unstable::graph_parts(value);
    write_graph(out, names, graph, &[]);
    out.len(root.index());
}

/// Writes every node of an arena. `keys` are the nodes that are keyword names.
pub fn write_graph(out: &mut Writer, names: &mut Names, graph: &MontyGraph, keys: &[(NodeId, NodeId)]) {
    let nodes = graph.nodes();
    let mut seen: Option<HashMap<&str, usize>> = (nodes.len() >= SHARE_FROM_NODES).then(HashMap::new);
    out.len(nodes.len());
    for (index, node) in nodes.iter().enumerate() {
        if let MontyNode::String(text) = node {
            if keys.iter().any(|(key, _)| key.index() == index) {
                out.u8(tag::NAME);
                out.name(names, text);
                continue;
            }
            if let Some(seen) = &mut seen
                && text.len() <= SHARED_STR_BYTES
            {
                if let Some(&first) = seen.get(text.as_str()) {
                    out.u8(tag::SAME_STR);
                    out.len(first);
                    continue;
                }
                seen.insert(text, index);
            }
        }
        write_node(out, node);
    }
}

fn write_node(out: &mut Writer, node: &MontyNode) {
    match node {
        MontyNode::None => out.u8(tag::NONE),
        MontyNode::Ellipsis => out.u8(tag::ELLIPSIS),
        MontyNode::NotImplemented => out.u8(tag::NOT_IMPLEMENTED),
        MontyNode::Bool(value) => out.u8(if *value { tag::TRUE } else { tag::FALSE }),
        MontyNode::Int(value) => write_int(out, *value),
        MontyNode::BigInt(value) => write_big_int(out, value),
        MontyNode::Float(value) => {
            out.u8(tag::FLOAT);
            out.f64(*value);
        }
        MontyNode::Complex(value) => {
            out.u8(tag::COMPLEX);
            out.f64(value.real);
            out.f64(value.imag);
        }
        MontyNode::String(value) => text(out, tag::STR, value),
        MontyNode::Bytes(value) => {
            out.u8(tag::BYTES);
            out.blob(value);
        }
        MontyNode::Decimal(value) => text(out, tag::DECIMAL, value),
        MontyNode::Path(value) => text(out, tag::PATH, value),
        MontyNode::Repr(value) => text(out, tag::REPR, value),
        MontyNode::Cycle(value) => text(out, tag::CYCLE, value),
        MontyNode::Type(value) => text(out, tag::TYPE, value.name()),
        MontyNode::BuiltinFunction(value) => text(out, tag::BUILTIN, value.into()),
        MontyNode::List(ids) => items(out, tag::LIST, ids),
        MontyNode::Tuple(ids) => items(out, tag::TUPLE, ids),
        MontyNode::Set(ids) => items(out, tag::SET, ids),
        MontyNode::FrozenSet(ids) => items(out, tag::FROZEN_SET, ids),
        MontyNode::Dict(entries) => {
            out.u8(tag::DICT);
            pairs(out, entries);
        }
        MontyNode::NamedTuple { type_name, field_names, values } => {
            text(out, tag::NAMED_TUPLE, type_name);
            out.len(field_names.len());
            for name in field_names {
                out.str(name);
            }
            ids(out, values);
        }
        MontyNode::Exception { exc_type, arg } => {
            text(out, tag::EXCEPTION, exc_type.into());
            out.opt_str(arg.as_deref());
        }
        MontyNode::Function { name, docstring } => {
            text(out, tag::FUNCTION, name);
            out.opt_str(docstring.as_deref());
        }
        MontyNode::FileHandle(file) => {
            text(out, tag::FILE, &file.path);
            out.str(file.mode.as_str());
            #[expect(clippy::cast_precision_loss, reason = "a file position stays far below 2^53")]
            out.f64(file.position as f64);
        }
        MontyNode::ClassType(class) => {
            text(out, tag::CLASS, &class.name);
            out.bytes.extend_from_slice(class.id.as_bytes());
            out.bool(class.host_defined);
            out.bool(class.is_dataclass);
            pairs(out, &class.attrs);
        }
        MontyNode::ClassInstance { class_type, instance_id, attrs } => {
            out.u8(tag::INSTANCE);
            out.len(class_type.index());
            out.bytes.extend_from_slice(instance_id.as_bytes());
            pairs(out, attrs);
        }
        MontyNode::Module { name, id, attrs } => {
            text(out, tag::MODULE, name);
            out.bytes.extend_from_slice(id.as_bytes());
            pairs(out, attrs);
        }
        MontyNode::Date(_)
        | MontyNode::DateTime(_)
        | MontyNode::Time(_)
        | MontyNode::TimeDelta(_)
        | MontyNode::TimeZone(_) => write_moment(out, node),
    }
}

fn write_moment(out: &mut Writer, node: &MontyNode) {
    match node {
        MontyNode::Date(date) => {
            out.u8(tag::DATE);
            out.i32(date.year);
            out.u8(date.month);
            out.u8(date.day);
        }
        MontyNode::DateTime(at) => {
            out.u8(tag::DATE_TIME);
            out.i32(at.year);
            for part in [at.month, at.day, at.hour, at.minute, at.second] {
                out.u8(part);
            }
            out.u32(at.microsecond);
            zone(out, at.offset_seconds, at.timezone_name.as_deref());
        }
        MontyNode::Time(time) => {
            out.u8(tag::TIME);
            for part in [time.hour, time.minute, time.second, time.fold] {
                out.u8(part);
            }
            out.u32(time.microsecond);
            zone(out, time.offset_seconds, time.timezone_name.as_deref());
        }
        MontyNode::TimeDelta(delta) => {
            out.u8(tag::TIME_DELTA);
            out.i32(delta.days);
            out.i32(delta.seconds);
            out.i32(delta.microseconds);
        }
        MontyNode::TimeZone(value) => {
            out.u8(tag::TIME_ZONE);
            zone(out, Some(value.offset_seconds), value.name.as_deref());
        }
        _ => unreachable!("write_node sends only dates and times here"),
    }
}

fn zone(out: &mut Writer, offset: Option<i32>, name: Option<&str>) {
    out.bool(offset.is_some());
    if let Some(offset) = offset {
        out.i32(offset);
        out.opt_str(name);
    }
}

fn write_int(out: &mut Writer, value: i64) {
    if let Ok(small) = i8::try_from(value) {
        out.u8(tag::INT8);
        out.u8(small.cast_unsigned());
    } else if let Ok(medium) = i32::try_from(value) {
        out.u8(tag::INT32);
        out.i32(medium);
    } else {
        out.u8(tag::INT64);
        out.i64(value);
    }
}

fn write_big_int(out: &mut Writer, value: &BigInt) {
    let (sign, magnitude) = value.to_bytes_le();
    out.u8(tag::BIG_INT);
    out.bool(sign == Sign::Minus);
    out.blob(&magnitude);
}

fn text(out: &mut Writer, tag: u8, value: &str) {
    out.u8(tag);
    out.str(value);
}

fn items(out: &mut Writer, tag: u8, children: &[NodeId]) {
    out.u8(tag);
    ids(out, children);
}

fn ids(out: &mut Writer, children: &[NodeId]) {
    out.len(children.len());
    for id in children {
        out.len(id.index());
    }
}

fn pairs(out: &mut Writer, entries: &[(NodeId, NodeId)]) {
    out.len(entries.len());
    for (key, value) in entries {
        out.len(key.index());
        out.len(value.index());
    }
}
