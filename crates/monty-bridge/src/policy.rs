//! How the guest sees the machine it runs on, as far as the engine itself must know.

use monty_types::{DateTimeSource, OsPolicy, RandomSeed, RandomStart, SandboxTimeZone, SleepMode};
use num_bigint::BigInt;

use crate::wire::{Malformed, Reader};

#[derive(Debug, Clone, Default)]
pub struct Policy {
    /// Where `random` starts; without it the host is asked for entropy.
    pub random_seed: Option<i64>,
    /// The guest's local zone; UTC where none is given.
    pub time_zone: SandboxTimeZone,
    /// Where the guest starts; `/` where nothing is given.
    pub cwd: Option<String>,
}

impl Policy {
    /// Reads the seed, the zone (`Europe/Paris`, `+05:30`) and the directory, each of which may be absent.
    pub fn read(input: &mut Reader) -> Result<Self, Malformed> {
        Ok(Self {
            random_seed: if input.bool()? { Some(input.i64()?) } else { None },
            time_zone: match input.opt_string()? {
                Some(name) => zone(&name).ok_or(Malformed("time zone"))?,
                None => SandboxTimeZone::utc(),
            },
            cwd: input.opt_string()?,
        })
    }

    #[must_use]
    pub fn os_policy(&self) -> OsPolicy {
        OsPolicy {
            datetime: DateTimeSource::CallHost,
            timezone: self.time_zone.clone(),
            sleep: SleepMode::CallHost,
            random_start: self
                .random_seed
                .map_or(RandomStart::CallHost, |seed| RandomStart::Seed(RandomSeed::Int(BigInt::from(seed)))),
            ..OsPolicy::default()
        }
    }
}

fn zone(name: &str) -> Option<SandboxTimeZone> {
    let sign = match name.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ if name == "UTC" => return Some(SandboxTimeZone::utc()),
        _ => return SandboxTimeZone::named(name).ok(),
    };
    let (hours, minutes) = name.get(1..)?.split_once(':')?;
    let offset_seconds = sign * (hours.parse::<i32>().ok()? * 3600 + minutes.parse::<i32>().ok()? * 60);
    Some(SandboxTimeZone::Fixed { offset_seconds, name: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_have_offsets_or_names() {
        let offset = |name| match zone(name) {
            Some(SandboxTimeZone::Fixed { offset_seconds, .. }) => Some(offset_seconds),
            _ => None,
        };
        assert_eq!(offset("UTC"), Some(0));
        assert_eq!(offset("+05:30"), Some(19_800));
        assert_eq!(offset("-03:00"), Some(-10_800));
        assert_eq!(zone("Europe/Paris").unwrap().iana_name(), Some("Europe/Paris"));
        for wrong in ["", "+", "+5", "Europe/Nowhere", "../etc/passwd"] {
            assert!(zone(wrong).is_none(), "{wrong}");
        }
    }
}
