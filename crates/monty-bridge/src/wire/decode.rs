//! Bytes as a value arena. Everything is checked: a child must precede its holder, a class must be a class.

use std::str::FromStr;

use monty_types::{
    BuiltinsFunctions, ExcType, FileMode, MontyComplex, MontyDate, MontyDateTime, MontyFileHandle, MontyObject,
    MontyTime, MontyTimeDelta, MontyTimeZone, MontyType, MontyUuid,
    unstable::{self, ClassTypeNode, MontyGraph, MontyNode, NodeId},
};
use num_bigint::{BigInt, Sign};

use super::{
    reader::{Malformed, Reader},
    tag,
};

type Result<T> = std::result::Result<T, Malformed>;
type Pairs = Vec<(NodeId, NodeId)>;

/// Reads one value: its arena and its root.
pub fn read_object(input: &mut Reader) -> Result<MontyObject> {
    let graph = read_graph(input)?;
    let root = id(input)?;
    unstable::object_from_graph(graph, root).map_err(|_| Malformed("root"))
}

/// Reads named values that share one arena, such as the inputs of a run.
pub fn read_values(input: &mut Reader) -> Result<Vec<(String, MontyObject)>> {
    let graph = read_graph(input)?;
    let count = input.count()?;
    let mut values = Vec::with_capacity(count);
    for _ in 0..count {
        let name = input.string()?;
        let root = id(input)?;
        graph.check_root(root).map_err(|_| Malformed("root"))?;
        values.push((name, graph.value(root).to_owned()));
    }
    Ok(values)
}

fn read_graph(input: &mut Reader) -> Result<MontyGraph> {
    let count = input.count()?;
    let mut nodes = Vec::with_capacity(count);
    for _ in 0..count {
        let node = read_node(input)?;
        nodes.push(node);
    }
    MontyGraph::from_nodes(nodes).map_err(|_| Malformed("graph"))
}

fn read_node(input: &mut Reader) -> Result<MontyNode> {
    Ok(match input.u8()? {
        tag::NONE => MontyNode::None,
        tag::FALSE => MontyNode::Bool(false),
        tag::TRUE => MontyNode::Bool(true),
        tag::ELLIPSIS => MontyNode::Ellipsis,
        tag::NOT_IMPLEMENTED => MontyNode::NotImplemented,
        tag::INT8 => MontyNode::Int(i64::from(input.u8()?.cast_signed())),
        tag::INT32 => MontyNode::Int(i64::from(input.i32()?)),
        tag::INT64 => MontyNode::Int(input.i64()?),
        tag::BIG_INT => {
            let sign = if input.bool()? { Sign::Minus } else { Sign::Plus };
            let value = BigInt::from_bytes_le(sign, input.blob()?);
            i64::try_from(&value).map_or(MontyNode::BigInt(value), MontyNode::Int)
        }
        tag::FLOAT => MontyNode::Float(input.f64()?),
        tag::COMPLEX => MontyNode::Complex(MontyComplex { real: input.f64()?, imag: input.f64()? }),
        tag::STR => MontyNode::String(input.string()?),
        tag::BYTES => MontyNode::Bytes(input.blob()?.to_vec()),
        tag::DECIMAL => MontyNode::Decimal(input.string()?),
        tag::PATH => MontyNode::Path(input.string()?),
        tag::TYPE => MontyNode::Type(MontyType::from_type_name(input.str()?).ok_or(Malformed("type name"))?),
        tag::BUILTIN => MontyNode::BuiltinFunction(parse::<BuiltinsFunctions>(input)?),
        tag::LIST => MontyNode::List(ids(input)?),
        tag::TUPLE => MontyNode::Tuple(ids(input)?),
        tag::SET => MontyNode::Set(ids(input)?),
        tag::FROZEN_SET => MontyNode::FrozenSet(ids(input)?),
        tag::DICT => MontyNode::Dict(pairs(input)?),
        tag::NAMED_TUPLE => {
            let type_name = input.string()?;
            let count = input.count()?;
            let field_names = (0..count).map(|_| input.string()).collect::<Result<Vec<_>>>()?;
            let values = ids(input)?;
            if values.len() != field_names.len() {
                return Err(Malformed("named tuple"));
            }
            MontyNode::NamedTuple { type_name, field_names, values }
        }
        tag::EXCEPTION => MontyNode::Exception { exc_type: parse::<ExcType>(input)?, arg: input.opt_string()? },
        tag::FUNCTION => MontyNode::Function { name: input.string()?, docstring: input.opt_string()? },
        tag::FILE => {
            let path = input.string()?;
            let mode = parse::<FileMode>(input)?;
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates, as wanted")]
            let position = input.f64()? as u64;
            MontyNode::FileHandle(MontyFileHandle { path, mode, position })
        }
        tag::CLASS => MontyNode::ClassType(Box::new(ClassTypeNode {
            name: input.string()?,
            id: uuid(input)?,
            host_defined: input.bool()?,
            is_dataclass: input.bool()?,
            attrs: pairs(input)?,
        })),
        tag::INSTANCE => {
            MontyNode::ClassInstance { class_type: id(input)?, instance_id: uuid(input)?, attrs: pairs(input)? }
        }
        tag::MODULE => MontyNode::Module { name: input.string()?, id: uuid(input)?, attrs: pairs(input)? },
        tag::DATE => MontyNode::Date(MontyDate { year: input.i32()?, month: input.u8()?, day: input.u8()? }),
        tag::DATE_TIME => {
            let mut at = MontyDateTime {
                year: input.i32()?,
                month: input.u8()?,
                day: input.u8()?,
                hour: input.u8()?,
                minute: input.u8()?,
                second: input.u8()?,
                microsecond: input.u32()?,
                offset_seconds: None,
                timezone_name: None,
            };
            (at.offset_seconds, at.timezone_name) = zone(input)?;
            MontyNode::DateTime(at)
        }
        tag::TIME => {
            let (hour, minute, second, fold) = (input.u8()?, input.u8()?, input.u8()?, input.u8()?);
            let microsecond = input.u32()?;
            let (offset_seconds, timezone_name) = zone(input)?;
            MontyNode::Time(MontyTime { hour, minute, second, microsecond, offset_seconds, timezone_name, fold })
        }
        tag::TIME_DELTA => MontyNode::TimeDelta(MontyTimeDelta {
            days: input.i32()?,
            seconds: input.i32()?,
            microseconds: input.i32()?,
        }),
        tag::TIME_ZONE => {
            let (offset, name) = zone(input)?;
            MontyNode::TimeZone(MontyTimeZone { offset_seconds: offset.ok_or(Malformed("timezone"))?, name })
        }
        _ => return Err(Malformed("tag")),
    })
}

fn zone(input: &mut Reader) -> Result<(Option<i32>, Option<String>)> {
    Ok(if input.bool()? { (Some(input.i32()?), input.opt_string()?) } else { (None, None) })
}

fn parse<T: FromStr>(input: &mut Reader) -> Result<T> {
    input.str()?.parse().map_err(|_| Malformed("name of a type, builtin or file mode"))
}

fn id(input: &mut Reader) -> Result<NodeId> {
    u32::try_from(input.len()?).map(NodeId).map_err(|_| Malformed("node id"))
}

fn ids(input: &mut Reader) -> Result<Vec<NodeId>> {
    let count = input.count()?;
    (0..count).map(|_| id(input)).collect()
}

fn pairs(input: &mut Reader) -> Result<Pairs> {
    let count = input.count()?;
    (0..count).map(|_| Ok((id(input)?, id(input)?))).collect()
}

fn uuid(input: &mut Reader) -> Result<MontyUuid> {
    Ok(MontyUuid::from_bytes(input.uuid()?))
}
