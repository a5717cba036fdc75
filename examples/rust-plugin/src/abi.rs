//! ingot/plugin.h in Rust: the same bytes, field by field, as far as this plugin needs them. Where a
//! size differs from C's it does not compile.

use core::ffi::{c_char, c_void};

pub const ABI_VERSION: u32 = 1 << 16;

pub const F_CRITICAL: u16 = 1;
pub const F_IDEMPOTENT: u16 = 2;
pub const SEG_LIT: u32 = 0;
pub const SEG_FILE: u32 = 1;
pub const SEG_DIGEST: u32 = 3;
pub const ITEM_ENDED: u32 = 2;
pub const EV_BEGIN: u16 = 1;
pub const EV_HTTP: u16 = 2;
pub const EV_TIMER: u16 = 3;
pub const EV_DIGEST: u16 = 4;
pub const EV_CANCEL: u16 = 5;
pub const OP_TRANSFER: u32 = 4;
pub const OUT_RESPONSE: u32 = 0;
pub const OUT_CANCELLED: u32 = 3;
pub const OUT_SOURCE_CHANGED: u32 = 4;
pub const OUT_DENIED: u32 = 5;
pub const AC_HTTP: u16 = 64;
pub const AC_ITEM: u16 = 68;
pub const AC_NOTE: u16 = 69;
pub const IT_DONE: u32 = 0;
pub const IT_RETRYABLE: u32 = 2;
pub const IT_REJECTED: u32 = 3;
pub const IT_AUTH: u32 = 4;
pub const IT_SOURCE_CHANGED: u32 = 7;
pub const NOTE_WARN: u32 = 2;
pub const OK: i32 = 0;
pub const E_UNSUPPORTED: i32 = -1;
pub const E_CONFIG: i32 = -2;
pub const E_STATE: i32 = -3;
pub const E_INTERNAL: i32 = -4;
pub const E_RECORD: i32 = -5;

/// Plain bytes: every pattern of bits is a value, and no byte of it is padding.
///
/// # Safety
/// Only for `repr(C)` structs of integers without gaps.
pub unsafe trait Plain: Copy + Default {}

macro_rules! plain {
    ($size:literal, $(#[$doc:meta])* $name:ident { $($field:ident : $kind:ty),+ $(,)? }) => {
        $(#[$doc])*
        #[repr(C)]
        #[derive(Clone, Copy, Default)]
        pub struct $name { $(pub $field: $kind),+ }
        unsafe impl Plain for $name {}
        const _: () = assert!(core::mem::size_of::<$name>() == $size);
    };
}

unsafe impl Plain for u32 {}

plain!(8, Span { off: u32, len: u32 });
plain!(16, Rec { size: u32, kind: u16, flags: u16, id: u64 });
plain!(32, Seg { kind: u32, target: u32, off: u64, len: u64, lit: Span });
plain!(16, Header { name: Span, value: Span });
plain!(88, Item {
    idx: u32, flags: u32, size: u64, mtime_ms: i64, part_size: u64, n_parts: u32, tries: u32,
    key: Span, name: Span, mime: Span, fields: Span, remote_id: Span, meta: Span,
});
plain!(96, EvBegin {
    h: Rec, op: u32, n_items: u32, entropy: [u8; 32], items: Span, context: Span, state: Span,
    state_schema: u32, restarts: u32, max_outstanding: u32, reserved: u32,
});
plain!(64, EvHttp {
    h: Rec, outcome: u32, status: u32, attempts: u32, n_headers: u32, body_total: u64,
    headers: Span, body: Span, detail: Span,
});
plain!(112, AcHttp {
    h: Rec, n_url: u32, n_headers: u32, n_body: u32, n_items: u32, n_capture: u32,
    timeout_ms: u32, max_response: u32, priority: u32, method: Span, url: Span, headers: Span,
    body: Span, items: Span, capture: Span, auth: Span, rate: Span,
});
plain!(64, AcItem {
    h: Rec, item: u32, result: u32, retry_after_ms: i64, remote_id: Span, code: Span,
    message: Span, meta: Span,
});
plain!(32, AcNote { h: Rec, level: u32, item: u32, text: Span });

#[repr(C)]
pub struct Host {
    pub size: u32,
    pub abi: u32,
    pub ctx: *mut c_void,
    pub emit: unsafe extern "C" fn(*const Host, *const c_void, usize) -> i32,
    pub extension: unsafe extern "C" fn(*const Host, *const c_char) -> *const c_void,
}

/// The session is opaque to the host; it is whatever `open` has boxed.
pub type RawSession = *mut c_void;

#[repr(C)]
pub struct Plugin {
    pub size: u32,
    pub abi: u32,
    pub id: *const c_char,
    pub version: *const c_char,
    pub open: unsafe extern "C" fn(*const Host, *const c_void, usize, *mut RawSession) -> i32,
    pub step: unsafe extern "C" fn(RawSession, i64, *const c_void, usize) -> i32,
    pub close: unsafe extern "C" fn(RawSession),
    pub extension: unsafe extern "C" fn(*const c_char) -> *const c_void,
}

const _: () = assert!(core::mem::size_of::<Host>() == 32);
const _: () = assert!(core::mem::size_of::<Plugin>() == 56);

// SAFETY: pointers to constants.
unsafe impl Sync for Plugin {}
