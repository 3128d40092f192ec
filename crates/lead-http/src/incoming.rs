//! An answer whose body is still on its way.

use crate::fault::fault;
use crate::{Answer, HttpFault};
use reqwest::header::HeaderMap;
use reqwest::{Response, StatusCode};
use std::fmt;
use std::io::{self, Read};
use std::time::Duration;
use tokio::sync::mpsc;

/// Pieces of a body that wait for who reads it. A piece is what the connection gives at once, some
/// ten thousand bytes; while none is taken, none is fetched.
const WAITING_PIECES: usize = 2;

type Piece = Vec<u8>;

/// An answer whose head has come and whose body comes piece by piece.
///
/// However it is read, it is read to its end or not at all: an answer that breaks off, or is larger
/// than it may be, is a fault, whatever was read of it before.
pub struct Incoming {
    response: Response,
    host: String,
    limit: Duration,
    most: usize,
    taken: usize,
}

impl Incoming {
    pub(crate) fn new(response: Response, host: String, limit: Duration, most: usize) -> Self {
        Self { response, host, limit, most, taken: 0 }
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.response.status().as_u16()
    }

    /// Whether the status is one of success.
    #[must_use]
    pub fn is_success(&self) -> bool {
        self.response.status().is_success()
    }

    /// Whether nothing has changed since the time that was said, so that there is no body.
    #[must_use]
    pub fn is_unchanged(&self) -> bool {
        self.response.status() == StatusCode::NOT_MODIFIED
    }

    /// A header's text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.response.headers().get(name)?.to_str().ok()
    }

    /// The whole answer, held in memory.
    pub async fn whole(mut self) -> Result<Answer, HttpFault> {
        let mut whole = Vec::new();
        while let Some(part) = self.next().await? {
            whole.extend_from_slice(&part);
        }
        let headers: HeaderMap = std::mem::take(self.response.headers_mut());
        Ok(Answer::new(self.status(), headers, whole))
    }

    /// Has the body read as it comes, on a thread that may wait, so that no more of it is held than
    /// the reader keeps. What the reader made of it is given only where the body came to its end; a
    /// reader that needs no more of it ends early with whatever it says.
    pub async fn read<T: Send + 'static>(
        mut self,
        reader: impl FnOnce(BodyReader) -> T + Send + 'static,
    ) -> Result<T, HttpFault> {
        let (pieces, body) = mpsc::channel(WAITING_PIECES);
        let reading = tokio::task::spawn_blocking(move || reader(BodyReader::new(body)));
        let broken = loop {
            match self.next().await {
                Ok(Some(piece)) => {
                    if pieces.send(Ok(piece)).await.is_err() {
                        break None;
                    }
                }
                Ok(None) => break None,
                Err(broken) => {
                    // The end of what came must not be taken for the end of the body.
                    drop(pieces.send(Err(())).await);
                    break Some(broken);
                }
            }
        };
        drop(pieces);
        let read = reading.await;
        match broken {
            Some(broken) => Err(broken),
            None => read.map_err(|_| HttpFault::BrokeOff),
        }
    }

    /// The next piece, unpacked; `None` at the end.
    async fn next(&mut self) -> Result<Option<Piece>, HttpFault> {
        let piece = self.response.chunk().await.map_err(|error| fault(&self.host, self.limit, &error))?;
        let Some(piece) = piece else { return Ok(None) };
        self.taken += piece.len();
        if self.taken > self.most {
            return Err(HttpFault::Oversized { most: self.most });
        }
        Ok(Some(piece.into()))
    }
}

impl fmt::Debug for Incoming {
    /// Without headers and body: they may hold a token or somebody's data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Incoming({}, {} bytes so far)", self.status(), self.taken)
    }
}

/// A body as it comes. Reading waits for the next piece, and fails where the body breaks off.
#[derive(Debug)]
pub struct BodyReader {
    pieces: mpsc::Receiver<Result<Piece, ()>>,
    piece: Piece,
    at: usize,
    first: Option<u8>,
}

impl BodyReader {
    fn new(pieces: mpsc::Receiver<Result<Piece, ()>>) -> Self {
        Self { pieces, piece: Vec::new(), at: 0, first: None }
    }

    /// The first byte that is not white space, of what was read so far.
    #[must_use]
    pub fn first(&self) -> Option<u8> {
        self.first
    }
}

impl Read for BodyReader {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        while self.at == self.piece.len() {
            match self.pieces.blocking_recv() {
                Some(Ok(piece)) => {
                    self.first = self.first.or_else(|| piece.trim_ascii_start().first().copied());
                    (self.piece, self.at) = (piece, 0);
                }
                Some(Err(())) => return Err(io::ErrorKind::UnexpectedEof.into()),
                None => return Ok(0),
            }
        }
        let length = room.len().min(self.piece.len() - self.at);
        room[..length].copy_from_slice(&self.piece[self.at..self.at + length]);
        self.at += length;
        Ok(length)
    }
}
