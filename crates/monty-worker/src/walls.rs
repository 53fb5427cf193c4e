//! What the process does to shut itself in, before any guest runs. Each wall is a name in the hello frame; the parent
//! reports them, and `--probe` tries to get through each.

/// The walls that stand.
#[derive(Debug, Default)]
pub struct Walls(Vec<&'static str>);

impl Walls {
    /// Builds what every thread that is started afterwards inherits. `address_space` is the most that may be mapped, in bytes.
    #[must_use]
    pub fn build(address_space: Option<u64>) -> Self {
        let mut walls = Self::default();
        #[cfg(unix)]
        if address_space.is_some_and(|bytes| unix::limit(bytes as libc::rlim_t)) {
            walls.0.push("address-space");
        }
        #[cfg(target_os = "linux")]
        linux::confine(&mut walls.0);
        let _ = address_space;
        walls
    }

    /// Builds the last wall, which forbids the rest of what starting needs; on all threads.
    pub fn seal(&mut self) {
        #[cfg(target_os = "linux")]
        if linux::seccomp() {
            self.0.push("seccomp");
        }
    }

    /// The names, separated by commas.
    #[must_use]
    pub fn names(&self) -> String {
        self.0.join(",")
    }

    /// Tries what a guest that escaped would try: a line of JSON, `blocked` for each attempt.
    #[must_use]
    pub fn probe(&self) -> String {
        use std::{fs, net::UdpSocket, process::Command};
        let attempts = [
            ("read", fs::read("/etc/passwd").is_err()),
            ("list", fs::read_dir("/").is_err()),
            ("write", fs::write("probe.tmp", "x").is_err()),
            ("network", UdpSocket::bind("127.0.0.1:0").is_err()),
            ("execute", Command::new("/bin/true").status().is_err()),
        ];
        let results: Vec<String> = attempts.iter().map(|(what, blocked)| format!("\"{what}\":{blocked}")).collect();
        format!("{{\"walls\":\"{}\",\"blocked\":{{{}}}}}", self.names(), results.join(","))
    }
}

#[cfg(unix)]
mod unix {
    /// The parent measures memory as well; this is the bound between two of its looks.
    pub fn limit(bytes: libc::rlim_t) -> bool {
        let bound = libc::rlimit { rlim_cur: bytes, rlim_max: bytes };
        let none = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
        // SAFETY: plain system calls on values of our own.
        unsafe {
            // No core file with a guest's memory in it.
            libc::setrlimit(libc::RLIMIT_CORE, &raw const none);
            libc::setrlimit(libc::RLIMIT_AS, &raw const bound) == 0
        }
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use landlock::{ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, Ruleset, RulesetAttr, RulesetStatus};
    use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, TargetArch, apply_filter_all_threads};

    pub fn confine(walls: &mut Vec<&'static str>) {
        // SAFETY: plain system calls with constant arguments.
        unsafe {
            // A worker whose parent has died, however it died, ends.
            libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL);
            if libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 {
                walls.push("no-new-privileges");
            }
        }
        if landlock() {
            walls.push("landlock");
        }
    }

    /// No file, and no TCP.
    fn landlock() -> bool {
        let abi = ABI::V4;
        let restricted = Ruleset::default()
            .set_compatibility(CompatLevel::BestEffort)
            .handle_access(AccessFs::from_all(abi))
            .and_then(|rules| rules.handle_access(AccessNet::from_all(abi)))
            .and_then(|rules| rules.create())
            .and_then(|rules| rules.restrict_self());
        restricted.is_ok_and(|status| status.ruleset != RulesetStatus::NotEnforced)
    }

    /// What an interpreter needs that reads and writes two pipes. Everything else is `EPERM`.
    const ALLOWED: &[libc::c_long] = &[
        libc::SYS_read,
        libc::SYS_write,
        libc::SYS_readv,
        libc::SYS_writev,
        libc::SYS_close,
        libc::SYS_mmap,
        libc::SYS_munmap,
        libc::SYS_mremap,
        libc::SYS_mprotect,
        libc::SYS_madvise,
        libc::SYS_brk,
        libc::SYS_futex,
        libc::SYS_getrandom,
        libc::SYS_clock_gettime,
        libc::SYS_clock_nanosleep,
        libc::SYS_nanosleep,
        libc::SYS_sched_yield,
        libc::SYS_rt_sigaction,
        libc::SYS_rt_sigprocmask,
        libc::SYS_rt_sigreturn,
        libc::SYS_sigaltstack,
        libc::SYS_restart_syscall,
        libc::SYS_sched_getaffinity,
        libc::SYS_prlimit64,
        libc::SYS_getpid,
        libc::SYS_gettid,
        libc::SYS_tgkill,
        libc::SYS_exit,
        libc::SYS_exit_group,
    ];

    pub fn seccomp() -> bool {
        let Ok(arch) = TargetArch::try_from(std::env::consts::ARCH) else { return false };
        let rules = ALLOWED.iter().map(|&call| (call, Vec::new())).collect();
        let filter = SeccompFilter::new(rules, SeccompAction::Errno(libc::EPERM as u32), SeccompAction::Allow, arch);
        let Ok(program) = filter.and_then(BpfProgram::try_from) else { return false };
        apply_filter_all_threads(&program).is_ok()
    }
}
