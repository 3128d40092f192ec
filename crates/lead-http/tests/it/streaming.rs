//! Bodies that are read as they come, from a server of a few lines.

use flate2::Compression;
use flate2::write::GzEncoder;
use lead_http::{Body, BodyReader, HttpClient, HttpFault, HttpRequest, Incoming, Method};
use std::io::{Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use url::Url;

const LIMIT: Duration = Duration::from_secs(20);

/// Answers every connection with a head and then with the same piece so many times; counts the bytes
/// it could send.
async fn server(head: String, piece: Vec<u8>, times: usize) -> (Url, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = Url::parse(&format!("http://{}/", listener.local_addr().expect("an address"))).expect("a url");
    let sent = Arc::new(AtomicUsize::new(0));
    let count = sent.clone();
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let mut buffer = vec![0; 65536];
            assert!(socket.read(&mut buffer).await.expect("a request") > 0);
            socket.write_all(head.as_bytes()).await.expect("a client that listens");
            for _ in 0..times {
                if socket.write_all(&piece).await.is_err() {
                    break;
                }
                count.fetch_add(piece.len(), Ordering::Relaxed);
            }
        }
    });
    (url, sent)
}

fn head(length: usize, more: &str) -> String {
    format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n{more}\r\n")
}

async fn open(url: &Url, most: usize) -> Incoming {
    let http = HttpClient::new(url, LIMIT).expect("a client");
    let exchange =
        HttpRequest { method: Method::Get, url: url.clone(), bearer: None, headers: &[], body: Body::Empty };
    http.open(exchange, most).await.expect("a head")
}

/// How many bytes came, however they came.
fn counted(mut body: BodyReader) -> std::io::Result<usize> {
    let (mut room, mut all) = (vec![0; 10_000], 0);
    loop {
        match body.read(&mut room)? {
            0 => return Ok(all),
            some => all += some,
        }
    }
}

#[tokio::test]
async fn a_body_comes_whole_and_in_order() {
    let text: Vec<u8> = (0..300_000_u32).flat_map(u32::to_le_bytes).collect();
    let (url, _) = server(head(text.len(), ""), text.clone(), 1).await;
    let read = open(&url, text.len()).await.read(|mut body| {
        let mut all = Vec::new();
        body.read_to_end(&mut all).map(|_| all)
    });
    assert!(read.await.unwrap().unwrap() == text);
}

#[tokio::test]
async fn of_a_body_that_breaks_off_nothing_is_given() {
    let (url, _) = server(head(100_000, ""), vec![b'x'; 60_000], 1).await;
    // Whatever the reader says of what it saw.
    assert_eq!(open(&url, 1 << 20).await.read(|body| counted(body).ok()).await, Err(HttpFault::BrokeOff));
    let (url, _) = server(head(3, ""), b"[1,".to_vec(), 1).await;
    let read = open(&url, 1 << 20).await.read(|body| counted(body).is_ok());
    assert_eq!(read.await, Ok(true), "an end that was announced is one");
}

#[tokio::test]
async fn no_more_than_allowed_is_taken() {
    let piece = vec![b' '; 1 << 20];
    let (url, sent) = server(head(1 << 34, ""), piece, 1 << 14).await;
    let read = open(&url, 3 << 20).await.read(|body| counted(body).ok()).await;
    assert_eq!(read, Err(HttpFault::Oversized { most: 3 << 20 }));
    assert!(sent.load(Ordering::Relaxed) < 64 << 20, "what the system's buffers take, and no more");
}

#[tokio::test]
async fn what_counts_is_the_size_unpacked() {
    // A megabyte that unpacks to a thousand.
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    for _ in 0..1_000 {
        gzip.write_all(&vec![b' '; 1 << 20]).unwrap();
    }
    let packed = gzip.finish().unwrap();
    let (url, _) = server(head(packed.len(), "content-encoding: gzip\r\n"), packed, 1).await;
    let read = open(&url, 2 << 20).await.read(|body| counted(body).ok()).await;
    assert_eq!(read, Err(HttpFault::Oversized { most: 2 << 20 }));
    assert_eq!(open(&url, 2 << 20).await.whole().await.unwrap_err(), HttpFault::Oversized { most: 2 << 20 });
}

#[tokio::test]
async fn nothing_more_is_fetched_than_is_read() {
    let (url, sent) = server(head(1 << 34, ""), vec![b'x'; 1 << 20], 1 << 14).await;
    let read = open(&url, usize::MAX).await.read(|mut body| {
        let mut few = [0; 10];
        body.read_exact(&mut few).map(|()| few)
    });
    assert_eq!(read.await.unwrap().unwrap(), [b'x'; 10]);
    assert!(sent.load(Ordering::Relaxed) < 64 << 20);
}

#[tokio::test]
async fn the_first_byte_tells_what_a_body_is() {
    let (url, _) = server(head(9, ""), b" \r\n<html>".to_vec(), 1).await;
    let first = open(&url, 100).await.read(|mut body| {
        let before = body.first();
        body.read_to_end(&mut Vec::new()).map(|_| (before, body.first()))
    });
    assert_eq!(first.await.unwrap().unwrap(), (None, Some(b'<')));
}
