module github.com/flowscan/flowscan/pkg/device/mkdata

go 1.26.0
