//! Exchanges with a server of a few lines, which says exactly the bytes a test gives it.

use lead_http::{Answer, Body, HttpClient, HttpFault, HttpRequest, Method};
use secrecy::SecretString;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use url::Url;

const LIMIT: Duration = Duration::from_millis(400);

/// Answers every connection with these bytes and hands over what it was sent.
async fn server(bytes: Vec<u8>, hang: bool) -> (Url, mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url =
        Url::parse(&format!("http://{}/path", listener.local_addr().expect("an address"))).expect("a url");
    let (sent, received) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let mut buffer = vec![0; 65536];
            let length = socket.read(&mut buffer).await.expect("a request");
            sent.send(String::from_utf8_lossy(&buffer[..length]).into_owned()).expect("a test that listens");
            socket.write_all(&bytes).await.expect("a client that listens");
            if hang {
                tokio::time::sleep(LIMIT * 10).await;
            }
        }
    });
    (url, received)
}

async fn get(url: &Url) -> Result<Answer, HttpFault> {
    let key = SecretString::from("  s3cret\n");
    let http = HttpClient::new(url, LIMIT).expect("a client");
    let exchange = HttpRequest {
        method: Method::Get,
        url: url.clone(),
        bearer: Some(&key),
        headers: &[("x-more", "1")],
        body: Body::Empty,
    };
    http.send(exchange).await
}

#[tokio::test]
async fn an_answer_comes_whole_with_status_and_headers() {
    let (url, mut received) =
        server(b"HTTP/1.1 418 Teapot\r\nx-left: 7\r\ncontent-length: 2\r\n\r\n[]".to_vec(), false).await;
    let answer = get(&url).await.unwrap();
    assert_eq!((answer.status(), answer.header("X-Left"), answer.text().as_str()), (418, Some("7"), "[]"));
    let request = received.recv().await.unwrap().to_lowercase();
    for line in [
        "get /path ",
        "authorization: bearer s3cret\r",
        "user-agent: leadsheet/",
        "accept-encoding: gzip",
        "x-more: 1",
    ] {
        assert!(request.contains(line), "{line} is missing from {request}");
    }
}

#[tokio::test]
async fn a_cut_answer_is_no_answer() {
    let (url, _received) =
        server(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n[1,2".to_vec(), false).await;
    assert_eq!(get(&url).await.unwrap_err(), HttpFault::BrokeOff);
    let (url, _received) = server(Vec::new(), false).await;
    assert_eq!(get(&url).await.unwrap_err(), HttpFault::BrokeOff);
}

#[tokio::test]
async fn a_hang_ends_at_the_limit_also_in_the_middle_of_an_answer() {
    for bytes in [&b""[..], b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n[1,2"] {
        let (url, _received) = server(bytes.to_vec(), true).await;
        assert_eq!(get(&url).await.unwrap_err(), HttpFault::TimedOut { limit: LIMIT });
    }
}

#[tokio::test]
async fn nobody_there_is_unreachable() {
    let url = Url::parse("http://127.0.0.1:1/").unwrap();
    let HttpFault::Unreachable { host, why } = get(&url).await.unwrap_err() else { panic!() };
    assert_eq!(host, "127.0.0.1");
    assert!(why.contains("refused"), "{why}");
}

#[tokio::test]
async fn a_redirect_is_not_followed_and_its_query_not_told() {
    let (elsewhere, mut reached) =
        server(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n".to_vec(), false).await;
    for status in ["301", "302", "303", "307", "308"] {
        let head =
            format!("HTTP/1.1 {status} Go\r\nlocation: {elsewhere}?sid=token\r\ncontent-length: 0\r\n\r\n");
        let (url, _received) = server(head.into_bytes(), false).await;
        let fault = get(&url).await.unwrap_err();
        assert!(matches!(&fault, HttpFault::Redirected { to, .. } if to == "http://127.0.0.1"), "{fault:?}");
    }
    assert!(reached.try_recv().is_err());
}

#[tokio::test]
async fn a_secret_is_not_sent_unprotected_nor_with_a_line_break() {
    let url = Url::parse("http://198.51.100.1/").unwrap();
    assert_eq!(
        get(&url).await.unwrap_err(),
        HttpFault::Unprotected { address: "http://198.51.100.1".into() }
    );
    let key = SecretString::from("one\ntwo");
    let url = Url::parse("http://127.0.0.1:1/").unwrap();
    let http = HttpClient::new(&url, LIMIT).unwrap();
    let exchange =
        HttpRequest { method: Method::Get, url, bearer: Some(&key), headers: &[], body: Body::Empty };
    assert_eq!(http.send(exchange).await.unwrap_err(), HttpFault::UnusableSecret);
}

#[tokio::test]
async fn forms_are_encoded() {
    let (url, mut received) = server(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n".to_vec(), false).await;
    let http = HttpClient::new(&url, LIMIT).unwrap();
    let form = [("a", "x y"), ("b", "&=é")];
    let exchange =
        HttpRequest { method: Method::Post, url, bearer: None, headers: &[], body: Body::Form(&form) };
    http.send(exchange).await.unwrap();
    assert!(received.recv().await.unwrap().ends_with("a=x+y&b=%26%3D%C3%A9"));
}

#[tokio::test]
async fn json_is_sent_with_its_length() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = Url::parse(&format!("http://{}/", listener.local_addr().unwrap())).unwrap();
    let asked = tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut request = Vec::new();
        while !request.ends_with(b"}") {
            assert!(socket.read_buf(&mut request).await.unwrap() > 0, "the request breaks off");
        }
        socket.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await.unwrap();
        String::from_utf8(request).unwrap()
    });
    let http = HttpClient::new(&url, LIMIT).unwrap();
    let body = Body::Json("{\"größe\":1}".into());
    http.send(HttpRequest { method: Method::Post, url, bearer: None, headers: &[], body }).await.unwrap();
    let request = asked.await.unwrap();
    for line in ["content-type: application/json\r", "content-length: 13\r", "\r\n\r\n{\"größe\":1}"] {
        assert!(request.contains(line), "{line} is missing from {request}");
    }
    assert!(!request.contains("chunked"), "{request}");
}
