//! The size of a file decides what reading it may take: small files get little.

/// Every reader needs some; a hostile file of a few kilobytes gets no more.
const LEAST_MEMORY: u64 = 256 << 20;
/// An ods file unpacks about ten times and takes some four times of that in memory.
const MEMORY_PER_BYTE: u64 = 40;
const MOST_MEMORY: u64 = 6 << 30;
const LEAST_SECONDS: u64 = 2;
const SECONDS_PER_MEGABYTE: u64 = 2;
/// How much longer than its computing time a reader may keep silent: the machine may be busy.
const PATIENCE: u64 = 15;

/// The limits of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Limits {
    memory: u64,
    seconds: u64,
}

impl Limits {
    pub(super) fn for_file(bytes: u64) -> Self {
        Self {
            memory: bytes.saturating_mul(MEMORY_PER_BYTE).saturating_add(LEAST_MEMORY).min(MOST_MEMORY),
            seconds: LEAST_SECONDS + (bytes >> 20).saturating_mul(SECONDS_PER_MEGABYTE),
        }
    }

    /// How long to wait for a sign of life.
    pub(super) fn patience(self) -> std::time::Duration {
        std::time::Duration::from_secs(self.seconds.saturating_add(PATIENCE))
    }

    /// Puts this process under the limits. They can't be lifted again.
    #[cfg(unix)]
    pub(super) fn impose(self) -> std::io::Result<()> {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let limit = |soft, hard| Rlimit { current: Some(soft), maximum: Some(hard) };
        setrlimit(Resource::Core, limit(0, 0))?;
        setrlimit(Resource::Data, limit(self.memory, self.memory))?;
        setrlimit(Resource::Cpu, limit(self.seconds, self.seconds.saturating_add(1)))?;
        Ok(())
    }

    /// There are no such limits here; whoever waits ends the process.
    #[cfg(not(unix))]
    pub(super) fn impose(self) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_files_get_little_and_large_ones_enough() {
        let small = Limits::for_file(4096);
        assert!(small.memory < 257 << 20 && small.seconds == 2);
        let large = Limits::for_file(100 << 20);
        assert!(large.memory > 4 << 30 && large.seconds > 200);
    }
}
