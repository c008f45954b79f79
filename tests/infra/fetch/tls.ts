/**
 * A certificate for `paper.example` that signs itself, and its key: for tests on loopback alone, worth nothing elsewhere.
 * Made by: openssl req -x509 -new -key key.pem -days 36500 -addext subjectAltName=DNS:paper.example
 */
export const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBnzCCAUWgAwIBAgIUBAyXYpef3JYYosboDhbTMLSnsrowCgYIKoZIzj0EAwIw
FzEVMBMGA1UEAwwMU2l0cmVwIHRlc3RzMCAXDTI2MTEyMjA1NTUzOVoYDzIxMjYx
MDI5MDU1NTM5WjAXMRUwEwYDVQQDDAxTaXRyZXAgdGVzdHMwWTATBgcqhkjOPQIB
BggqhkjOPQMBBwNCAASi4Xci9cY9NKkHGP/WhF1HAXuU3d8GC9CPzCeYstq3T+Hd
jjGoMymaX39fxuP0wsnXMx7LqgpOVYn29MNxlPRXo20wazAdBgNVHQ4EFgQUBh3n
8c9k42M/I2KYzW5JWiTiP0YwHwYDVR0jBBgwFoAUBh3n8c9k42M/I2KYzW5JWiTi
P0YwDwYDVR0TAQH/BAUwAwEB/zAYBgNVHREEETAPgg1wYXBlci5leGFtcGxlMAoG
CCqGSM49BAMCA0gAMEUCIFgJbrhF6+Z2py6MnyBGPAc86FEp4XPmbls+slY+MgyB
AiEAmqz5EsYNSyMv/speyMw8CVhzyOB6nej7J6ciZSDzGZ0=
-----END CERTIFICATE-----`;

export const KEY = `-----BEGIN EC PRIVATE KEY-----
MHcCAQEEIMYlQnN7nrumSUfs0GNsJbJRlBo0Aa2wIG3MY3+7aoKZoAoGCCqGSM49
AwEHoUQDQgAEouF3IvXGPTSpBxj/1oRdRwF7lN3fBgvQj8wnmLLat0/h3Y4xqDMp
ml9/X8bj9MLJ1zMey6oKTlWJ9vTDcZT0Vw==
-----END EC PRIVATE KEY-----`;
