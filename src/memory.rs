//! Memory that is given back to the system: page images as soon as they are let go, and what a long document took on
//! its way.
//!
//! glibc's allocator takes large blocks from the system and gives them back, but raises the size from which it does so
//! to that of the largest block that was freed: images of 15 MB then stay in the pools of the threads that held them. A
//! 600 MB scan took 500 MB so, and 260 MB with a size that stays. Small blocks it keeps for what comes; after the packed
//! pages of a long document nothing of the kind comes.

/// Blocks from this size on are given back.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const LARGE: libc::c_int = 1 << 20;

/// Sets that size for good.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[allow(unsafe_code)]
pub fn give_back() {
    // SAFETY: mallopt takes two numbers, locks what it changes, and refuses what it does not know.
    if unsafe { libc::mallopt(libc::M_MMAP_THRESHOLD, LARGE) } != 1 {
        log::debug!("the allocator keeps large blocks");
    }
}

/// Other allocators are left as they are.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub fn give_back() {}

/// Gives back what is free now. It takes time: for long documents only.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[allow(unsafe_code)]
pub fn trim() {
    // SAFETY: malloc_trim takes a number and locks each pool that it looks through.
    unsafe { libc::malloc_trim(0) };
}

/// Other allocators are left as they are.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub fn trim() {}
