//! One session: what an answer means, what is asked next. A PUT of the same bytes may be repeated, so
//! nothing has to be remembered over a restart.

use crate::abi::*;
use crate::record::{Draft, Record};

#[derive(PartialEq)]
enum State {
    Waiting,
    Sent,
    Ended,
}

struct File {
    path: String, // behind the base URL, percent-encoded
    size: u64,
    state: State,
}

pub struct Session {
    base_url: String, // with one slash at its end, so that no path can change the host
    files: Vec<File>,
    next: usize,
    n_sent: u32,
    width: u32,
    has_begun: bool,
    is_cancelled: bool,
    actions: Vec<Vec<u64>>, // records to emit, in order
}

/// How a file ends.
struct End {
    result: u32,
    code: &'static str,
    message: String,
    pause_ms: i64,
}

impl End {
    fn new(result: u32, code: &'static str, message: String) -> End {
        End { result, code, message, pause_ms: 0 }
    }

    fn of(answer: &EvHttp, detail: &str, pause_ms: i64) -> End {
        let why = if detail.is_empty() { "no answer" } else { detail };
        let (result, code) = match (answer.outcome, answer.status) {
            (OUT_RESPONSE, 200..=299) => (IT_DONE, ""),
            (OUT_RESPONSE, 401 | 403) => (IT_AUTH, "auth"),
            (OUT_RESPONSE, 408 | 425 | 429 | 500..) => (IT_RETRYABLE, "unavailable"),
            (OUT_RESPONSE, _) => (IT_REJECTED, "refused"),
            (OUT_SOURCE_CHANGED, _) => (IT_SOURCE_CHANGED, "source"),
            (OUT_DENIED, _) => (IT_REJECTED, "denied"),
            (OUT_CANCELLED, _) => (IT_RETRYABLE, "cancelled"),
            _ => (IT_RETRYABLE, "unavailable"), // not sent, lost, too large: sent again later
        };
        let message = match answer.outcome {
            OUT_RESPONSE => format!("put: HTTP {}", answer.status),
            _ => format!("put: {why}"),
        };
        End { result, code, message, pause_ms }
    }
}

impl Session {
    pub fn new(base_url: &str) -> Session {
        Session {
            base_url: format!("{}/", base_url.trim_end_matches('/')),
            files: Vec::new(),
            next: 0,
            n_sent: 0,
            width: 1,
            has_begun: false,
            is_cancelled: false,
            actions: Vec::new(),
        }
    }

    /// The records to emit, or what is wrong with the events.
    pub fn step(&mut self, mut events: &[u8]) -> Result<Vec<Vec<u64>>, i32> {
        while !events.is_empty() {
            self.take(Record::take(&mut events).ok_or(E_RECORD)?)?;
        }
        while !self.is_cancelled && self.n_sent < self.width && self.next < self.files.len() {
            let idx = self.next;
            self.next += 1;
            if self.files[idx].state == State::Waiting {
                self.send(idx);
            }
        }
        Ok(core::mem::take(&mut self.actions))
    }

    fn take(&mut self, record: Record) -> Result<(), i32> {
        let head: Rec = record.head().ok_or(E_RECORD)?;
        match head.kind {
            EV_BEGIN if self.has_begun => Err(E_STATE),
            EV_BEGIN => self.begin(record),
            _ if !self.has_begun => Err(E_STATE),
            EV_HTTP => self.answered(record),
            EV_CANCEL => {
                self.cancel();
                Ok(())
            }
            EV_TIMER | EV_DIGEST => Ok(()),
            _ if head.flags & F_CRITICAL != 0 => Err(E_UNSUPPORTED),
            _ => Ok(()),
        }
    }

    fn begin(&mut self, record: Record) -> Result<(), i32> {
        let begin: EvBegin = record.head().ok_or(E_RECORD)?;
        if begin.op != OP_TRANSFER {
            return Err(E_UNSUPPORTED);
        }
        self.has_begun = true;
        self.width = begin.max_outstanding.max(1);
        for idx in 0..begin.n_items {
            let item: Item = record.element(begin.items, begin.n_items, idx).ok_or(E_RECORD)?;
            let key = record.bytes(item.key).ok_or(E_RECORD)?;
            let has_ended = item.flags & ITEM_ENDED != 0;
            self.files.push(File {
                path: encoded(key),
                size: item.size,
                state: if has_ended { State::Ended } else { State::Waiting },
            });
        }
        Ok(())
    }

    fn answered(&mut self, record: Record) -> Result<(), i32> {
        let answer: EvHttp = record.head().ok_or(E_RECORD)?;
        let detail = record.bytes(answer.detail).ok_or(E_RECORD)?;
        let idx = answer.h.id.wrapping_sub(1) as usize;
        // Delivered again, or of an earlier life: the file goes its way without it.
        if self.files.get(idx).map(|file| &file.state) != Some(&State::Sent) {
            return Ok(());
        }
        self.n_sent -= 1;
        let pause_ms = asked_pause(record, &answer).unwrap_or(0);
        self.end(idx, End::of(&answer, &String::from_utf8_lossy(detail), pause_ms));
        Ok(())
    }

    /// What is on its way ends with its answer, which comes.
    fn cancel(&mut self) {
        self.is_cancelled = true;
        for idx in 0..self.files.len() {
            if self.files[idx].state == State::Waiting {
                let why = "put: the run was stopped".to_string();
                self.end(idx, End::new(IT_RETRYABLE, "cancelled", why));
            }
        }
    }

    fn send(&mut self, idx: usize) {
        let file = &mut self.files[idx];
        file.state = State::Sent;
        self.n_sent += 1;
        let mut draft = Draft::new::<AcHttp>();
        let url = Seg {
            kind: SEG_LIT,
            lit: draft.text(format!("{}{}", self.base_url, file.path).as_bytes()),
            ..Seg::default()
        };
        let sha256 = Seg {
            kind: SEG_DIGEST,
            target: u32::MAX, // of the whole body
            lit: draft.text(b"sha256/hex"),
            ..Seg::default()
        };
        let header = Header { name: draft.text(b"X-Checksum-Sha256"), value: draft.array(&[sha256]) };
        let body = Seg { kind: SEG_FILE, target: idx as u32, len: file.size, ..Seg::default() };
        let head = AcHttp {
            h: Rec { kind: AC_HTTP, flags: F_IDEMPOTENT, id: idx as u64 + 1, size: 0 },
            n_url: 1,
            n_headers: 1,
            n_body: 1,
            n_items: 1,
            method: draft.text(b"PUT"),
            url: draft.array(&[url]),
            headers: draft.array(&[header]),
            body: draft.array(&[body]),
            items: draft.array(&[idx as u32]),
            ..AcHttp::default()
        };
        self.actions.push(draft.finish(head, |head| &mut head.h));
    }

    fn end(&mut self, idx: usize, end: End) {
        let file = &mut self.files[idx];
        file.state = State::Ended;
        let mut draft = Draft::new::<AcItem>();
        let is_done = end.result == IT_DONE;
        let head = AcItem {
            h: Rec { kind: AC_ITEM, id: (1 << 32) + idx as u64, ..Rec::default() },
            item: idx as u32,
            result: end.result,
            retry_after_ms: if end.result == IT_RETRYABLE { end.pause_ms } else { 0 },
            remote_id: draft.text(if is_done { file.path.as_bytes() } else { b"" }),
            code: draft.text(end.code.as_bytes()),
            message: draft.text(if is_done { b"" } else { end.message.as_bytes() }),
            ..AcItem::default()
        };
        self.actions.push(draft.finish(head, |head| &mut head.h));
    }
}

/// Seconds of a Retry-After, an hour at most; None for a date or garbage: the host then has a pause
/// of its own.
fn asked_pause(record: Record, answer: &EvHttp) -> Option<i64> {
    (0..answer.n_headers)
        .filter_map(|i| record.element::<Header>(answer.headers, answer.n_headers, i))
        .find(|header| record.bytes(header.name) == Some(b"retry-after"))
        .and_then(|header| core::str::from_utf8(record.bytes(header.value)?).ok())
        .and_then(|text| text.parse::<u32>().ok())
        .map(|seconds| i64::from(seconds.min(3600)) * 1000)
}

/// A key as a path: '/' and what RFC 3986 leaves unreserved stay, so no byte of a file's name means
/// anything to a URL or a log.
fn encoded(key: &[u8]) -> String {
    let mut path = String::new();
    for &byte in key {
        if byte.is_ascii_alphanumeric() || b"-_.~/".contains(&byte) {
            path.push(char::from(byte));
        } else {
            path.push_str(&format!("%{byte:02X}"));
        }
    }
    path
}
