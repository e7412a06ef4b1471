//! Exactly what would happen: who is called, who is not and why, how long it takes. Sends nothing.

pub mod disposition;
pub mod request;
pub mod screen;
pub mod script;

pub use disposition::Disposition;
pub use request::CallRequest;
pub use script::{RenderFault, Script};
