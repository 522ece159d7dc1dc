@"%~dp0bin\node.exe" "%~dp0dist\slipway.mjs" %*
