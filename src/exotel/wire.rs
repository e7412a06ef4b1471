//! Requests and replies as values: what would go over the wire, without a wire.
//!
//! The real client, the simulator's HTTP server and the in-process simulator all speak these, so that
//! every door goes through the same encoding and the same classification.

/// An HTTP method that the voice API uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Places a call.
    Post,
}

/// One request, before authentication.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpRequest {
    /// GET or POST.
    pub method: Method,
    /// Absolute path, percent-encoded: `/v1/Accounts/acme1/Calls/connect.json`.
    pub path: String,
    /// Query parameters of a GET, form fields of a POST, decoded and in order.
    pub params: Vec<(String, String)>,
}

/// One answer as it arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpReply {
    /// HTTP status.
    pub status: u16,
    /// The `Retry-After` header, as written.
    pub retry_after: Option<String>,
    /// The body, as far as it was read.
    pub body: Vec<u8>,
    /// False when the connection broke, stalled or passed the cap within the body.
    pub whole: bool,
}

/// Why there is no reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TransportError {
    /// Not one byte of the request left this machine: name look-up, connection, TLS, a lapsed order.
    NotSent(String),
    /// The request began to leave, and no status came in time.
    TimedOut,
    /// The request began to leave, and the connection broke before a status came.
    Broken(String),
}
