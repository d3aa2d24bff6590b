//! How the C library is brought to ask the system for memory in few large pieces, without a line that is not safe.
//!
//! glibc gives the end of its heap back whenever 128 KB of it are free, and asks for it again some allocations later: each
//! such page is zeroed by the system once more, which takes longer than most of what is done with it. The heap of a thread other
//! than the first grows page by page, with a system call for each. Both limits move by what is allocated and freed, as
//! mallopt(3) says under `M_MMAP_THRESHOLD`. Where another allocator is at work nothing comes of this.

use std::hint::black_box;
use std::sync::atomic::{AtomicBool, Ordering};

/// A block that is got from the system by itself; when it is freed, blocks up to its size come from the heap, and no less
/// than twice its size is given back at once.
const KEPT: usize = 4 << 20;

/// What a thread needs for a report, about. What is not touched of it costs nothing.
const ROOM: usize = 2 << 20;

/// Whether this process has asked for it. A program that calls the library decides for itself how it uses memory.
static KEEPS: AtomicBool = AtomicBool::new(false);

/// Keeps what is freed for later, for the whole process, and makes the heap of the calling thread large enough at once.
pub(crate) fn keep() {
    let block: Vec<u8> = Vec::with_capacity(KEPT);
    drop(black_box(block));
    KEEPS.store(true, Ordering::Relaxed);
    make_room();
}

/// Makes the heap of the calling thread large enough at once, in a process that keeps its memory.
pub(crate) fn make_room() {
    if KEEPS.load(Ordering::Relaxed) {
        let room: Vec<u8> = Vec::with_capacity(ROOM);
        drop(black_box(room));
    }
}
