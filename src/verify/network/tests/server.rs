//! A server of https on this machine, and a network that may ask it.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::{IpAddr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use ureq::tls::{Certificate, RootCerts};
use ureq::unversioned::resolver::ArrayVec;

use super::super::*;

/// A server of https with a certificate for `badges.test`.
pub struct Server {
    address: SocketAddr,
    pub roots: RootCerts,
    asked: Arc<Mutex<Vec<String>>>,
}

/// What the server sends: bytes, and then others again and again.
pub struct Reply {
    first: Vec<u8>,
    again: Option<Vec<u8>>,
    pause: Duration,
}

impl Reply {
    pub fn new(status: &str, headers: &str, body: &[u8]) -> Self {
        let length = body.len();
        let head = format!(
            "HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n"
        );
        Self {
            first: [head.as_bytes(), body].concat(),
            again: None,
            pause: Duration::ZERO,
        }
    }

    pub fn to(target: &str) -> Self {
        Self::new("302 Found", &format!("Location: {target}\r\n"), b"")
    }

    pub fn endless(first: &str, again: &[u8]) -> Self {
        Self {
            first: first.into(),
            again: Some(again.into()),
            pause: Duration::ZERO,
        }
    }

    pub fn every(self, pause: Duration) -> Self {
        Self { pause, ..self }
    }

    /// Sends it until the other side has had enough.
    fn send(&self, stream: &mut impl Write) -> std::io::Result<()> {
        stream.write_all(&self.first)?;
        stream.flush()?;
        let begun = Instant::now();
        while let Some(again) = &self.again
            && begun.elapsed() < LONG
        {
            thread::sleep(self.pause);
            stream.write_all(again)?;
            stream.flush()?;
        }
        Ok(())
    }
}

impl Server {
    /// Starts it; each path is answered as `reply` says.
    pub fn start(reply: impl Fn(&str) -> Reply + Send + Sync + 'static) -> Option<Self> {
        let certificates = Certificates::made()?;
        let roots =
            RootCerts::new_with_certs(&[Certificate::from_der(&certificates.authority).to_owned()]);
        let chain = vec![CertificateDer::from(certificates.server)];
        let key = PrivateKeyDer::try_from(certificates.key).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider);
        let config = config.with_safe_default_protocol_versions().unwrap();
        let config = config.with_no_client_auth().with_single_cert(chain, key);
        let config = Arc::new(config.unwrap());
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (log, reply) = (Arc::clone(&asked), Arc::new(reply));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (config, log, reply) = (config.clone(), log.clone(), reply.clone());
                // Whoever asks may hang up at any time: that is no mistake of the server.
                thread::spawn(move || drop(answer(stream, config, &log, &*reply)));
            }
        });
        Some(Self {
            address,
            roots,
            asked,
        })
    }

    pub fn network(&self) -> Network {
        self.network_with(self.roots.clone(), LONG)
    }

    pub fn network_with(&self, roots: RootCerts, max_time: Duration) -> Network {
        let here = self.address.ip();
        let private: IpAddr = "10.0.0.1".parse().unwrap();
        let names = HashMap::from([
            ("badges.test", vec![here]),
            ("other.test", vec![here]),
            ("intranet.test", vec![private]),
            ("half.test", vec![here, private]),
        ]);
        let resolver = Allowed {
            names: Names(names),
            is_allowed: |it| is_public(it) || it.is_loopback(),
        };
        let tls = TlsConfig::builder().root_certs(roots).build();
        Network {
            agent: OnceLock::from(agent_with(Reach::Public, resolver, tls, max_time)),
        }
    }

    pub fn ask(&self, network: &Network, host: &str, path: &str) -> Result<Answer, FetchError> {
        let port = self.address.port();
        network.fetch(&Url::parse(&format!("https://{host}:{port}{path}")).unwrap())
    }

    /// The head of every request so far.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn answer(
    stream: TcpStream,
    config: Arc<ServerConfig>,
    asked: &Mutex<Vec<String>>,
    reply: &dyn Fn(&str) -> Reply,
) -> std::io::Result<()> {
    let connection = ServerConnection::new(config).map_err(std::io::Error::other)?;
    let mut stream = StreamOwned::new(connection, stream);
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte)?;
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).unwrap();
    let path = head.split(' ').nth(1).unwrap().to_owned();
    asked.lock().unwrap().push(head);
    reply(&path).send(&mut stream)?;
    stream.conn.send_close_notify();
    stream.flush()
}

/// Names with the addresses a test gives them; an address stands for itself.
#[derive(Debug)]
struct Names(HashMap<&'static str, Vec<IpAddr>>);

impl Resolver for Names {
    fn resolve(
        &self,
        uri: &Uri,
        _: &Config,
        _: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let host = uri.host().unwrap().trim_matches(['[', ']']);
        let known = self.0.get(host).cloned();
        let own = || host.parse().ok().map(|it| vec![it]);
        let found = known.or_else(own).ok_or(ureq::Error::HostNotFound)?;
        let mut addresses: ArrayVec<SocketAddr, 16> = self.empty();
        for address in found {
            addresses.push(SocketAddr::new(address, uri.port_u16().unwrap_or(443)));
        }
        Ok(addresses)
    }
}

/// An authority, and what it vouches for; all in DER.
struct Certificates {
    authority: Vec<u8>,
    server: Vec<u8>,
    key: Vec<u8>,
}

impl Certificates {
    fn made() -> Option<Self> {
        if Command::new("openssl").arg("version").output().is_err() {
            println!("skipped, there is no openssl on this machine");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";
        std::fs::write(folder.join("names"), "subjectAltName=DNS:badges.test\n").unwrap();
        openssl(
            folder,
            &format!("req -x509 {key} -keyout ca.key -out ca.pem -days 2 -subj /CN=Authority"),
        );
        openssl(
            folder,
            &format!("req {key} -keyout own.key -out own.csr -subj /CN=badges.test"),
        );
        openssl(
            folder,
            "x509 -req -in own.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names -outform DER -out own.der",
        );
        openssl(folder, "x509 -in ca.pem -outform DER -out ca.der");
        openssl(
            folder,
            "pkcs8 -topk8 -nocrypt -in own.key -outform DER -out key.der",
        );
        let read = |name: &str| std::fs::read(folder.join(name)).unwrap();
        Some(Self {
            authority: read("ca.der"),
            server: read("own.der"),
            key: read("key.der"),
        })
    }
}

fn openssl(folder: &Path, arguments: &str) {
    let mut command = Command::new("openssl");
    command.args(arguments.split(' ')).current_dir(folder);
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "openssl {arguments}: {said}");
}

/// Far more than any of these answers takes, far less than a stuck one would.
pub const LONG: Duration = Duration::from_secs(30);
