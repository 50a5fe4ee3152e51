package courierws
