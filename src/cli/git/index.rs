//! The index of a git repository: the names of the files that it keeps.
//!
//! Source: git's `Documentation/gitformat-index.txt`, versions 2 to 4, with hashes of 20 bytes.

use std::collections::BTreeSet;

/// Bytes of an entry before its flags, and of the flags.
const STAT: usize = 60;
const FLAGS: usize = 2;
/// The bit of the flags that says that two more bytes follow.
const EXTENDED: u16 = 0x4000;
/// The bits of the flags that hold the length of the name, as far as it fits.
const LENGTH: u16 = 0x0fff;

/// The names in an index, from the root of the repository and with `/` between folders; nothing where it is read
/// with any doubt.
pub(super) fn names(bytes: &[u8]) -> Option<BTreeSet<String>> {
    let (head, mut rest) = bytes.split_at_checked(12)?;
    let (version, count) = (number(head.get(4..)?)?, number(head.get(8..)?)?);
    if !head.starts_with(b"DIRC") || !(2..=4).contains(&version) {
        return None;
    }
    let mut names = BTreeSet::new();
    let mut name: Vec<u8> = Vec::new();
    for _ in 0..count {
        let flags = u16::from_be_bytes([*rest.get(STAT)?, *rest.get(STAT + 1)?]);
        let mut at = STAT + FLAGS;
        if version >= 3 && flags & EXTENDED != 0 {
            at += 2;
        }
        let fixed = at;
        let kept = match version {
            // The beginning of the name is that of the one before.
            4 => name.len().checked_sub(cut(rest, &mut at)?)?,
            _ => 0,
        };
        name.truncate(kept);
        let tail = rest.get(at..)?;
        let end = tail.iter().position(|byte| *byte == 0)?;
        name.extend_from_slice(&tail[..end]);
        if usize::from(flags & LENGTH) != name.len().min(usize::from(LENGTH)) {
            return None;
        }
        names.insert(String::from_utf8_lossy(&name).into_owned());
        // Up to version 3 one to eight zeros fill the entry up to a multiple of eight.
        let size = match version {
            4 => at + end + 1,
            _ => (fixed + end + 8) & !7,
        };
        rest = rest.get(size..)?;
    }
    is_whole(rest).then_some(names)
}

/// Whether no other file holds a part of the index: that would be named by an extension behind the entries.
fn is_whole(mut rest: &[u8]) -> bool {
    const CHECKSUM: usize = 20;
    while rest.len() > CHECKSUM {
        let Some(size) = rest.get(4..).and_then(number) else {
            return false;
        };
        let after = rest.get(8..).and_then(|rest| rest.get(size as usize..));
        match after {
            Some(after) if !rest.starts_with(b"link") => rest = after,
            _ => return false,
        }
    }
    // An extension whose end is missing is no checksum.
    rest.len() == CHECKSUM && !rest.iter().take(4).all(u8::is_ascii_uppercase)
}

fn number(bytes: &[u8]) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.first_chunk().copied()?))
}

/// How many bytes of the name before are cut off: seven bits to a byte, each but the last with its highest bit set.
fn cut(bytes: &[u8], at: &mut usize) -> Option<usize> {
    let mut value: usize = 0;
    loop {
        let byte = *bytes.get(*at)?;
        *at += 1;
        value = value
            .checked_mul(128)?
            .checked_add(usize::from(byte & 127))?;
        if byte & 128 == 0 {
            return Some(value);
        }
        value = value.checked_add(1)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An index of a version with these files, sorted.
    fn index(version: u32, files: &[&str]) -> Vec<u8> {
        let mut bytes = b"DIRC".to_vec();
        bytes.extend(version.to_be_bytes());
        bytes.extend(u32::try_from(files.len()).unwrap().to_be_bytes());
        let mut before = "";
        for file in files {
            let start = bytes.len();
            bytes.extend([7; STAT]);
            let length = u16::try_from(file.len()).unwrap().min(LENGTH);
            let extended = if version == 3 { EXTENDED } else { 0 };
            bytes.extend((length | extended).to_be_bytes());
            if version == 3 {
                bytes.extend([0; 2]);
            }
            if version == 4 {
                let shared = file.bytes().zip(before.bytes());
                let shared = shared.take_while(|(own, other)| own == other).count();
                let cut = before.len() - shared;
                if cut >= 128 {
                    bytes.push(128 | u8::try_from((cut - 128) / 128).unwrap());
                }
                bytes.push(u8::try_from(cut % 128).unwrap());
                bytes.extend(file[shared..].bytes());
                bytes.push(0);
                before = file;
            } else {
                bytes.extend(file.bytes());
                let size = bytes.len() - start;
                bytes.extend(vec![0; 8 - size % 8]);
            }
        }
        bytes.extend(b"TREE\0\0\0\x03abc");
        bytes.extend([9; 20]);
        bytes
    }

    #[test]
    fn every_version_gives_its_names() {
        let long = format!("a/{}", "n".repeat(300));
        let files = [".env", &long, "a/people.csv", "b/1234567", "b/12345678"];
        for version in 2..=4 {
            let names = names(&index(version, &files)).expect("it is an index");
            assert!(names.iter().map(String::as_str).eq(files), "{names:?}");
        }
    }

    #[test]
    fn what_is_no_whole_index_gives_none() {
        let whole = index(2, &[".env", "people.csv"]);
        for end in 0..whole.len() {
            assert_eq!(names(&whole[..end]), None, "{end} bytes");
        }
        let split = index(2, &[".env"]);
        let at = split.windows(4).position(|four| four == b"TREE").unwrap();
        let split = [&split[..at], b"link", &split[at + 4..]].concat();
        assert_eq!(names(&split), None, "a part is elsewhere");
        assert_eq!(names(&index(5, &[".env"])), None, "a later version");
        // With hashes of 32 bytes the flags stand elsewhere.
        let mut other = index(2, &[".env"]);
        other.splice(12..12, [7; 12]);
        assert_eq!(names(&other), None);
    }
}
