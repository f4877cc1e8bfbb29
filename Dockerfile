# An image with the program alone: docker build -t yusuan .
# docker run --rm -v "$PWD:/work" yusuan ingest reports -o dataset
# docker run --rm -v "$PWD:/work" -p 127.0.0.1:8321:8321 yusuan serve dataset --listen 0.0.0.0:8321
# Old Office formats need LibreOffice, which is not in it.
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o /yusuan ./cmd/yusuan

FROM debian:stable-slim
# fetch speaks TLS.
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/*
COPY --from=build /yusuan /usr/local/bin/yusuan
# The index of serve and what was compiled are kept here.
ENV XDG_CACHE_HOME=/cache
RUN useradd --uid 1000 yusuan && mkdir /cache && chown yusuan /cache
USER yusuan
WORKDIR /work
ENTRYPOINT ["yusuan"]
