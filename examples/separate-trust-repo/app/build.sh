#!/bin/sh
# Builds dist/ for the version that is given: stands for whatever builds your project.
set -eu
version=${1:?usage: build.sh VERSION}
rm -rf dist
mkdir dist
sed "s/@VERSION@/$version/" src/app > dist/app
chmod 755 dist/app
tar -czf dist/app-src.tar.gz src
