//! rust-put: one PUT for each file, with its SHA-256. A plugin in Rust, without crates and without the
//! SDK: `abi` mirrors ingot/plugin.h, the manifest is a note of this library, and no panic leaves the
//! functions below.

mod abi;
mod config;
mod record;
mod session;

use abi::*;
use core::ffi::{c_char, c_void};
use session::Session;
use std::panic::{catch_unwind, AssertUnwindSafe};

/// A session with the host it emits to, which outlives it.
struct Hosted {
    session: Session,
    host: *const Host,
}

const MANIFEST: &[u8] = include_bytes!("../manifest.json");

/// An ELF note: owner "Ingot", type 1, the manifest.
#[repr(C, align(4))]
struct Note<const N: usize> {
    owner_length: u32,
    length: u32,
    kind: u32,
    owner: [u8; 8],
    text: [u8; N],
}

#[used]
#[link_section = ".note.ingot.manifest"]
static NOTE: Note<{ MANIFEST.len() }> = Note {
    owner_length: 6,
    length: MANIFEST.len() as u32,
    kind: 1,
    owner: *b"Ingot\0\0\0",
    text: *include_bytes!("../manifest.json"),
};

static TABLE: Plugin = Plugin {
    size: core::mem::size_of::<Plugin>() as u32,
    abi: ABI_VERSION,
    id: c"dev.ingot.examples.rust-put".as_ptr(),
    version: c"1.0.0".as_ptr(),
    open,
    step,
    close,
    extension,
};

#[no_mangle]
pub extern "C" fn ingot_plugin_query(host_abi: u32) -> *const Plugin {
    if host_abi >> 16 == ABI_VERSION >> 16 && host_abi >= ABI_VERSION {
        &TABLE
    } else {
        core::ptr::null()
    }
}

/// # Safety
/// `bytes` and `size` are as the ABI says: readable for the call, or null and 0.
unsafe fn slice<'a>(bytes: *const c_void, size: usize) -> &'a [u8] {
    if bytes.is_null() {
        return &[];
    }
    core::slice::from_raw_parts(bytes.cast(), size)
}

/// # Safety
/// `host` is the one that is calling.
unsafe fn emit(host: *const Host, record: &[u64]) -> i32 {
    ((*host).emit)(host, record.as_ptr().cast(), record.len() * 8)
}

fn refusal(why: &str) -> Vec<u64> {
    let mut draft = record::Draft::new::<AcNote>();
    let head = AcNote {
        h: Rec { kind: AC_NOTE, id: 1, ..Rec::default() },
        level: NOTE_WARN,
        item: u32::MAX,
        text: draft.text(why.as_bytes()),
    };
    draft.finish(head, |head| &mut head.h)
}

unsafe extern "C" fn open(
    host: *const Host,
    config: *const c_void,
    size: usize,
    out: *mut RawSession,
) -> i32 {
    if host.is_null() || out.is_null() || (config.is_null() && size > 0) {
        return E_STATE;
    }
    *out = core::ptr::null_mut();
    let config = slice(config, size);
    catch_unwind(|| {
        let json = core::str::from_utf8(config).unwrap_or("");
        match config::text_member(json, "base_url") {
            Some(url) if !url.is_empty() => {
                *out = Box::into_raw(Box::new(Hosted { session: Session::new(&url), host })).cast();
                OK
            }
            _ => {
                emit(host, &refusal("config: base_url: expected the address of the store"));
                E_CONFIG
            }
        }
    })
    .unwrap_or(E_INTERNAL)
}

unsafe extern "C" fn step(raw: RawSession, _now_ms: i64, events: *const c_void, size: usize) -> i32 {
    if raw.is_null() || (events.is_null() && size > 0) {
        return E_STATE;
    }
    let hosted = &mut *raw.cast::<Hosted>();
    let events = slice(events, size);
    catch_unwind(AssertUnwindSafe(|| match hosted.session.step(events) {
        Err(code) => code,
        Ok(actions) => actions
            .iter()
            .map(|action| emit(hosted.host, action))
            .find(|code| *code != OK)
            .unwrap_or(OK),
    }))
    .unwrap_or(E_INTERNAL)
}

unsafe extern "C" fn close(raw: RawSession) {
    if !raw.is_null() {
        // A panic on the way out has nobody to tell.
        let _ = catch_unwind(|| drop(Box::from_raw(raw.cast::<Hosted>())));
    }
}

unsafe extern "C" fn extension(_id: *const c_char) -> *const c_void {
    core::ptr::null()
}
