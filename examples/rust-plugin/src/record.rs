//! Reading and writing the flat records of the ABI. Reading never leaves the bytes it was given;
//! `None` where a record does not hold together.

use crate::abi::{Plain, Rec, Span};
use core::mem::size_of;

/// One record among the bytes of a step.
#[derive(Clone, Copy)]
pub struct Record<'a> {
    bytes: &'a [u8],
}

impl<'a> Record<'a> {
    /// The first of `rest`, which is moved behind it.
    pub fn take(rest: &mut &'a [u8]) -> Option<Record<'a>> {
        let size = read::<Rec>(rest, 0)?.size as usize;
        if size < size_of::<Rec>() || size % 8 != 0 || size > rest.len() {
            return None;
        }
        let (bytes, behind) = rest.split_at(size);
        *rest = behind;
        Some(Record { bytes })
    }

    pub fn head<T: Plain>(&self) -> Option<T> {
        read(self.bytes, 0)
    }

    pub fn bytes(&self, span: Span) -> Option<&'a [u8]> {
        let off = span.off as usize;
        self.bytes.get(off..off.checked_add(span.len as usize)?)
    }

    /// Element `index` of `count`. A newer host may have made them larger: their stride tells.
    pub fn element<T: Plain>(&self, span: Span, count: u32, index: u32) -> Option<T> {
        let bytes = self.bytes(span)?;
        let stride = bytes.len().checked_div(count as usize)?;
        if stride < size_of::<T>() || index >= count {
            return None;
        }
        read(bytes, stride * index as usize)
    }
}

fn read<T: Plain>(bytes: &[u8], at: usize) -> Option<T> {
    let part = bytes.get(at..at.checked_add(size_of::<T>())?)?;
    // SAFETY: the bytes are there, T takes any of them, and the read may be unaligned.
    Some(unsafe { core::ptr::read_unaligned(part.as_ptr().cast()) })
}

/// A record that is being built: space for the fixed part, then the tail.
pub struct Draft {
    words: Vec<u64>, // so that the record lies aligned
    size: usize,
}

impl Draft {
    pub fn new<T: Plain>() -> Draft {
        let mut draft = Draft { words: Vec::new(), size: 0 };
        draft.append(&vec![0; size_of::<T>()]);
        draft
    }

    pub fn text(&mut self, text: &[u8]) -> Span {
        self.append(text)
    }

    pub fn array<T: Plain>(&mut self, elements: &[T]) -> Span {
        self.pad();
        self.append(bytes_of(elements))
    }

    /// The bytes to emit. The caller has set everything of `head` but its size, which `sized` does.
    pub fn finish<T: Plain>(mut self, mut head: T, sized: fn(&mut T) -> &mut Rec) -> Vec<u64> {
        self.pad();
        sized(&mut head).size = self.size as u32;
        let place = core::slice::from_ref(&head);
        self.bytes_mut()[..size_of::<T>()].copy_from_slice(bytes_of(place));
        self.words
    }

    fn append(&mut self, bytes: &[u8]) -> Span {
        if bytes.is_empty() {
            return Span::default();
        }
        let off = self.size;
        self.size += bytes.len();
        self.words.resize(self.size.div_ceil(8), 0);
        let end = self.size;
        self.bytes_mut()[off..end].copy_from_slice(bytes);
        Span { off: off as u32, len: bytes.len() as u32 }
    }

    fn pad(&mut self) {
        self.size = self.words.len() * 8;
    }

    fn bytes_mut(&mut self) -> &mut [u8] {
        // SAFETY: words are plain bytes, and a byte needs no alignment.
        unsafe {
            core::slice::from_raw_parts_mut(self.words.as_mut_ptr().cast(), self.words.len() * 8)
        }
    }
}

fn bytes_of<T: Plain>(elements: &[T]) -> &[u8] {
    // SAFETY: Plain has no padding.
    unsafe { core::slice::from_raw_parts(elements.as_ptr().cast(), core::mem::size_of_val(elements)) }
}
