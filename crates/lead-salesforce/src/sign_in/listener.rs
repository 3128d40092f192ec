//! The ear on this computer's own ports to which the browser brings the answer.

use super::landing::{self, Landing, Stray};
use super::page::page;
use super::proof::State;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::timeout;

/// The ports of the callback addresses that an admin enters. Fixed, since it is not known whether
/// Salesforce would take another; several, since another program may hold one of them. Below the
/// range from which systems hand out ports by themselves.
pub const CALLBACK_PORTS: [u16; 4] = [17417, 17418, 27417, 27418];

const PATH: &str = "/callback";
/// A browser sends its request at once; connections that it opens ahead of need may stay silent.
const REQUEST_LIMIT: Duration = Duration::from_secs(10);
/// An answer's address is some hundred bytes long, the headers of a browser some thousand.
const MOST_BYTES: usize = 64 << 10;

/// The callback address at a port. By name, as Salesforce takes plain `http` for `localhost` only.
#[must_use]
pub fn callback(port: u16) -> String {
    format!("http://localhost:{port}{PATH}")
}

/// Listens until it is dropped.
pub(crate) struct Listener {
    pub(crate) port: u16,
    ears: JoinSet<()>,
}

impl Listener {
    /// At the first of these ports that is free; `None` where none is. What arrives goes to `heard`.
    pub(crate) async fn open(ports: &[u16], state: &State, heard: &mpsc::Sender<Landing>) -> Option<Self> {
        for &port in ports {
            if let Some((port, sockets)) = bind(port).await {
                let mut ears = JoinSet::new();
                for socket in sockets {
                    ears.spawn(listen(socket, state.clone(), heard.clone()));
                }
                return Some(Self { port, ears });
            }
        }
        None
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.ears.abort_all();
    }
}

/// Both addresses that `localhost` may mean, so that no other program hears what is meant for us.
async fn bind(port: u16) -> Option<(u16, Vec<TcpListener>)> {
    let four = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.ok()?;
    let port = four.local_addr().ok()?.port();
    match TcpListener::bind((Ipv6Addr::LOCALHOST, port)).await {
        Ok(six) => Some((port, vec![four, six])),
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => None,
        // A computer without IPv6.
        Err(_) => Some((port, vec![four])),
    }
}

async fn listen(socket: TcpListener, state: State, heard: mpsc::Sender<Landing>) {
    let mut visitors = JoinSet::new();
    loop {
        match socket.accept().await {
            Ok((stream, from)) if is_ours(from.ip()) => {
                visitors.spawn(receive(stream, state.clone(), heard.clone()));
            }
            Ok(_) => {}
            Err(error) => {
                tracing::debug!(%error, "a browser's connection did not come about");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
        while visitors.try_join_next().is_some() {}
    }
}

fn is_ours(address: IpAddr) -> bool {
    address.is_loopback()
}

async fn receive(mut stream: TcpStream, state: State, heard: mpsc::Sender<Landing>) {
    let Ok(Some(target)) = timeout(REQUEST_LIMIT, request_target(&mut stream)).await else { return };
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let landing = if path == PATH { landing::read(query, &state) } else { Err(Stray::Nothing) };
    if landing.as_ref().err() == Some(&Stray::OtherState) {
        tracing::warn!("an answer to another sign-in came to the callback address and was not used");
    }
    let (status, html) = page(landing.as_ref().map_err(|stray| *stray));
    // The page leaves before the answer is passed on, after which nobody listens any more.
    if !matches!(timeout(REQUEST_LIMIT, reply(&mut stream, status, &html)).await, Ok(Ok(()))) {
        tracing::debug!("the browser did not take the closing page");
    }
    if let Ok(landing) = landing
        && heard.send(landing).await.is_err()
    {
        tracing::debug!("an answer came after the sign-in was over");
    }
}

/// The target of a GET request: `/callback?code=…`.
async fn request_target(stream: &mut TcpStream) -> Option<String> {
    let mut head = Vec::new();
    let mut part = [0; 4096];
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        let count = stream.read(&mut part).await.ok()?;
        if count == 0 || head.len() + count > MOST_BYTES {
            return None;
        }
        head.extend_from_slice(&part[..count]);
    }
    let line = head.split(|&byte| byte == b'\r').next()?;
    let mut words = str::from_utf8(line).ok()?.split(' ');
    match (words.next()?, words.next()?) {
        ("GET", target) => Some(target.to_owned()),
        _ => None,
    }
}

async fn reply(stream: &mut TcpStream, status: u16, html: &str) -> std::io::Result<()> {
    let reason = if status == 200 { "OK" } else { "Not accepted" };
    let answer = format!(
        "HTTP/1.1 {status} {reason}\r\ncontent-type: text/html; charset=utf-8\r\ncontent-length: {}\r\n\
         cache-control: no-store\r\nreferrer-policy: no-referrer\r\nx-content-type-options: nosniff\r\n\
         content-security-policy: default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'\r\n\
         connection: close\r\n\r\n{html}",
        html.len()
    );
    stream.write_all(answer.as_bytes()).await?;
    stream.shutdown().await
}
