//! A web host on this machine.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpListener;

pub type Files = BTreeMap<String, Vec<u8>>;

/// Serves files on this machine for as long as the program runs; gives their address.
pub fn serve(files: Files) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let home = format!("http://{}/", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            let mut request = [0; 4096];
            let length = stream.read(&mut request).unwrap_or(0);
            let request = String::from_utf8_lossy(&request[..length]).into_owned();
            let path = request
                .split(' ')
                .nth(1)
                .unwrap_or("/")
                .trim_start_matches('/');
            let path = match path.is_empty() || path.ends_with('/') {
                true => format!("{path}index.html"),
                false => path.to_owned(),
            };
            let (status, body) = match files.get(&path) {
                Some(body) => ("200 OK", body.as_slice()),
                None => ("404 Not Found", &b""[..]),
            };
            let head = format!(
                "HTTP/1.1 {status}\r\nContent-Type: {}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                kind_of(&path),
                body.len()
            );
            drop(stream.write_all(&[head.as_bytes(), body].concat()));
        }
    });
    home
}

/// What a host says a file is, by its ending.
pub fn kind_of(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css",
        Some("js") => "text/javascript",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        _ => "application/json",
    }
}
